const STATUS = 'a state of the moment; capture waits until it is settled'
const EDITED_AT = 'a date, not a setting; it moves with every call, also with one that changes nothing'
const REVISION = 'a fresh id at every update, also at one that changes nothing'
const USAGE = 'counts use, not settings'

/**
 * What AWS returns and changes by itself: recorded as observed, kept out of the fingerprint. By the shape that
 * AWS calls it, then by member (`Outer.Inner` for one inside another), each with its reason.
 */
export const VOLATILE_FIELDS = {
  FunctionConfiguration: {
    LastModified: EDITED_AT,
    RevisionId: REVISION,
    ConfigSha256: "AWS's digest of what is recorded here in full",
    State: STATUS,
    StateReason: STATUS,
    StateReasonCode: STATUS,
    LastUpdateStatus: STATUS,
    LastUpdateStatusReason: STATUS,
    LastUpdateStatusReasonCode: STATUS,
    RuntimeVersionConfig: 'AWS patches the runtime by itself; a pinned version is in the runtime management',
    'SnapStart.OptimizationStatus': 'follows SnapStart.ApplyOn as the snapshot is made',
  },
  AliasConfiguration: { RevisionId: REVISION },
  EventSourceMappingConfiguration: {
    LastModified: EDITED_AT,
    LastProcessingResult: 'tells of the last poll, not of a setting',
    StateTransitionReason: 'tells who changed the state last',
  },
  FunctionUrlConfig: { LastModifiedTime: EDITED_AT, CreationTime: 'a date, not a setting' },
  FunctionEventInvokeConfig: { LastModified: EDITED_AT },
  ProvisionedConcurrencyConfigListItem: {
    LastModified: EDITED_AT,
    AvailableProvisionedConcurrentExecutions: 'follows what was requested',
    AllocatedProvisionedConcurrentExecutions: 'follows what was requested',
    Status: STATUS,
    StatusReason: STATUS,
  },
  GetFunctionScalingConfigResponse: { AppliedFunctionScalingConfig: 'follows what was requested' },
  CapacityProvider: { State: STATUS, LastModified: EDITED_AT },
  CodeSigningConfig: { LastModified: EDITED_AT },
  Role: { RoleLastUsed: USAGE },
  LogGroup: {
    storedBytes: USAGE,
    metricFilterCount: 'counts metric filters, which are not part of a function',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>

/** A shape of AWS that has volatile members. */
export type VolatileShape = keyof typeof VOLATILE_FIELDS

/**
 * Members by which AWS says that it could not read a part itself (a key that the caller may not use): they become
 * gaps, and the part that they spoil is left out. By shape: the error's member, and the part.
 */
export const ERROR_MEMBERS = {
  FunctionConfiguration: {
    'Environment.Error': 'Environment',
    'ImageConfigResponse.Error': 'ImageConfigResponse',
  },
  EventSourceMappingConfiguration: { FilterCriteriaError: 'FilterCriteria' },
} as const
