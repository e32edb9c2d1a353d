import type { JsonObject } from '../model/json.ts'

/** What surrounds a function in other services of its account, read only. Same conventions and errors as LambdaApi. */
export interface SurroundingsApi {
  /** Role with trust policy, path, boundary and tags; not what is attached to it. */
  getRole(name: string): Promise<JsonObject | undefined>
  /** Policies written into the role: `PolicyName` and parsed `PolicyDocument` each. */
  listInlinePolicies(roleName: string): Promise<readonly JsonObject[]>
  /** Policies attached to the role: `PolicyName` and `PolicyArn` each. */
  listAttachedPolicies(roleName: string): Promise<readonly JsonObject[]>
  /** A managed policy with the parsed `PolicyDocument` of its default version. */
  getManagedPolicy(arn: string): Promise<JsonObject | undefined>
  /** Log group by exact name: retention, class, key. */
  getLogGroup(name: string): Promise<JsonObject | undefined>
  /** Every log group whose name begins with `prefix`. */
  listLogGroups(prefix: string): Promise<readonly JsonObject[]>
  /** Subnets by id; those that are gone are left out. */
  listSubnets(ids: readonly string[]): Promise<readonly JsonObject[]>
  /** Security groups by id; those that are gone are left out. */
  listSecurityGroups(ids: readonly string[]): Promise<readonly JsonObject[]>
  /** Whether ECR has an image, by the digest or tag of its URI; `undefined` for a URI that is not of ECR. */
  hasImage(uri: string): Promise<boolean | undefined>
  /** Availability, Local and Wavelength Zones of the region that the account has opted into. */
  listAvailabilityZones(): Promise<readonly JsonObject[]>
  /** The events that a function is tried with; `undefined` when there are none. @param version the newest if not given */
  getTestEvents(functionName: string, version?: string): Promise<TestEventsSchema | undefined>
}

/** The events that a function is tried with, as EventBridge holds them. `content` is data: never logged. */
export interface TestEventsSchema {
  /** `OpenApi3` or `JSONSchemaDraft4`. */
  readonly type: string
  /** The whole document, at most 100,000 characters (API reference, CreateSchema). */
  readonly content: string
  readonly version: string
}
