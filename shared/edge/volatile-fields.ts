const EDITED_AT = 'a date, not a setting'
const STATUS = 'tells how far CloudFront has come with what was asked of it'
const FOLLOWS = 'follows the pairs, which are recorded in full'

/**
 * What CloudFront returns and changes by itself: recorded as observed, kept out of the fingerprint. By the shape
 * that AWS calls it, then by member (`Outer.Inner` for one inside another), each with its reason. ETags, which come
 * as headers beside these shapes, are volatile too: a new one says that something was written, not what.
 */
export const EDGE_VOLATILE_FIELDS = {
  FunctionSummary: {
    Status: STATUS,
    'FunctionMetadata.LastModifiedTime': EDITED_AT,
    'FunctionMetadata.CreatedTime': EDITED_AT,
  },
  KeyValueStore: { LastModifiedTime: EDITED_AT, Status: STATUS },
  DescribeKeyValueStoreResponse: {
    ItemCount: FOLLOWS,
    TotalSizeInBytes: FOLLOWS,
    Created: EDITED_AT,
    LastModified: EDITED_AT,
    Status: STATUS,
    FailureReason: STATUS,
  },
  Distribution: { Status: STATUS, LastModifiedTime: EDITED_AT },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>

/** A shape of CloudFront that has volatile members. */
export type EdgeShape = keyof typeof EDGE_VOLATILE_FIELDS
