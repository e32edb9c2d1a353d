import * as z from 'zod'
import { Instant } from './manifest.ts'
import { ResourceRef } from './resource.ts'

/** A change event: somebody called AWS and the function may be different now. A hint, never the truth. */
export const Change = z.strictObject({
  eventId: z.string(),
  /** As AWS documents the call: `UpdateFunctionCode`, without the API date that CloudTrail appends. */
  eventName: z.string(),
  eventTime: Instant,
  principal: z.string().optional(),
  /** The service that was called: `lambda.amazonaws.com`. */
  source: z.string().optional(),
  /** ARN of the role behind the principal's session. */
  issuer: z.string().optional(),
  /** Address that the call came from, or the service of AWS that made it. */
  sourceIp: z.string().optional(),
  /** Whether the call let everybody invoke the function. */
  opened: z.boolean().optional(),
  /** Whether the call was about one published version, and not about the function as a whole. */
  ofVersion: z.boolean().optional(),
  resource: ResourceRef,
})
export type Change = z.infer<typeof Change>

/** Why an event causes no capture. Each is a decision, written down in docs/decisions.md. */
export type IgnoredReason =
  | 'other-source'
  | 'read-only'
  | 'failed-call'
  | 'data-event'
  | 'other-account'
  | 'layer'
  | 'not-about-a-function'
  | 'scratch'
  | 'own-rule'

/** A change of something that wakes functions: which of them it concerns, the record says only in part. */
export interface SourceChangeReading {
  readonly type: 'source-change'
  readonly event: Omit<Change, 'resource'>
  /** Functions that the record names. */
  readonly named: readonly ResourceRef[]
  /** ARNs of the sources: the vault knows whom they woke before. */
  readonly sources: readonly string[]
}

/** What an event turned out to be. */
export type ChangeReading =
  | { readonly type: 'change'; readonly change: Change }
  | SourceChangeReading
  | {
      readonly type: 'ignored'
      readonly reason: IgnoredReason
      readonly eventName: string
      readonly eventId: string
    }
