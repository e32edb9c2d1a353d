import type { CloudFrontApi } from '../ports/cloudfront-api.ts'

/** A CloudTrail trail that a region sees: its own, and those of other regions that cover all of them. */
export interface Trail {
  readonly name: string
  readonly arn: string
  readonly homeRegion: string
  /** Whether it records the events of global services, CloudFront among them. */
  readonly globalEvents: boolean
  /** Of the organization's management account; its settings may be hidden from others. */
  readonly organization: boolean
}

/** One condition of an advanced event selector, as CloudTrail names its operators. */
export interface FieldSelector {
  readonly field: string
  readonly conditions: Readonly<Partial<Record<FieldOperator, readonly string[]>>>
}

export type FieldOperator =
  | 'Equals'
  | 'NotEquals'
  | 'StartsWith'
  | 'NotStartsWith'
  | 'EndsWith'
  | 'NotEndsWith'

/** What a trail records: either of the two kinds of selector, the other is empty. */
export interface TrailSelectors {
  readonly basic: readonly {
    readonly managementEvents: boolean
    readonly writes: boolean
    readonly excludedSources: readonly string[]
  }[]
  readonly advanced: readonly (readonly FieldSelector[])[]
}

/** CloudTrail of one region, read only. Errors as LambdaApi. */
export interface TrailsApi {
  listTrails(): Promise<readonly Trail[]>
  /** Of a trail whose home is this region. */
  isLogging(arn: string): Promise<boolean>
  /** Of a trail whose home is this region. */
  readSelectors(arn: string): Promise<TrailSelectors>
}

/** Who is told by a topic. `endpoint` only where it holds no secret: a webhook's address is one. */
export interface Subscription {
  readonly protocol: string
  readonly endpoint: string | undefined
  readonly confirmed: boolean
}

/** What a deployment runs on, in its own region, read only. Errors as LambdaApi. */
export interface DeliveryApi {
  /** As Lambda says it: `Enabled`, `Disabled`, `Updating`, ...; `undefined` when there is no such mapping. */
  readMappingState(id: string): Promise<string | undefined>
  /** Messages that wait in a queue, visible or not; AWS calls the number approximate. */
  countMessages(queueUrl: string): Promise<number>
  listSubscriptions(topicArn: string): Promise<readonly Subscription[]>
  /** Whether a schedule is enabled; `undefined` when it is gone. */
  isScheduleEnabled(name: string): Promise<boolean | undefined>
}

/** How a bucket protects what it holds. */
export interface BucketSafety {
  /** `aws:kms`, `aws:kms:dsse` or `AES256`. */
  readonly encryption: string | undefined
  readonly versioned: boolean
  /** Whether all four kinds of public access are blocked. */
  readonly publicBlocked: boolean
}

export interface BucketsApi {
  readSafety(bucket: string): Promise<BucketSafety>
}

/** What a principal asks to do. */
export interface AccessQuestion {
  readonly principalArn: string
  readonly actions: readonly string[]
  readonly resource: string
  readonly region: string
}

/** IAM's dry run, organization policies and boundaries included. */
export interface PermissionsApi {
  /** @returns the actions that would be denied @throws AccessDeniedError when the caller may not ask */
  simulate(question: AccessQuestion): Promise<readonly string[]>
}

/** Quotas of Lambda in one region, and how much of them is used. Sizes in bytes. */
export interface LambdaLimits {
  readonly codeUsed: number
  readonly codeLimit: number
  readonly concurrencyLimit: number
  readonly unreservedConcurrency: number
}

export interface LimitsApi {
  readLimits(): Promise<LambdaLimits>
}

/** The way to all of these, with the caller's own credentials. */
export interface DoctorDoor {
  readonly openTrails: (region: string) => TrailsApi
  readonly openDelivery: (region: string) => DeliveryApi
  readonly openBuckets: (region: string) => BucketsApi
  readonly openPermissions: (region: string) => PermissionsApi
  readonly openLimits: (region: string) => LimitsApi
  readonly openEdge: () => CloudFrontApi
  /** What time AWS says it is, to the second. */
  readonly readServiceTime: (region: string) => Promise<Date>
}
