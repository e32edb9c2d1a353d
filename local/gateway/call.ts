import type { ServiceEntry } from './catalogue.ts'
import type { RequestHead } from './request-head.ts'
import type { Operation, ServiceModel } from './service-model.ts'

/** How CloudTrail treats an operation: a management event that changes, one that only reads, or a data event. */
export type CallKind = 'write' | 'read' | 'data'

/** One recognised API call. */
export interface Call {
  readonly service: ServiceEntry
  readonly operation: string
  readonly kind: CallKind
  readonly region: string
  readonly account: string
  readonly accessKeyId: string | undefined
  /** `AWS_SDK_UA_APP_ID` of the caller: the name of a Lambda function. */
  readonly app: string | undefined
  readonly userAgent: string
  /** Members of the input that stand in the path or the host. */
  readonly labels: Readonly<Record<string, string>>
  readonly head: RequestHead
  /** The SDK's own description; missing when its package is not installed, or for a call outside of it. */
  readonly schema: { readonly model: ServiceModel; readonly operation: Operation } | undefined
}
