import type { Alert } from '../model/alert.ts'
import type { ChangeQueue } from '../ports/change-queue.ts'
import type { Clock, Log, Metrics } from '../ports/runtime.ts'
import type { ServerPause } from './server-pause.ts'

/** One message of a channel's queue. `receiveCount` is 1 at its first delivery. */
export interface Letter {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly receiveCount: number
}

/** One request of HTTP, of which nothing may be logged: the address may be a secret, as Slack's is. */
export interface PostRequest {
  readonly address: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a server said to it. */
export interface PostAnswer {
  readonly status: number
  /** The header Retry-After, as it came. */
  readonly retryAfter: string | undefined
  /** The first characters of the body of a refusal. */
  readonly text: string
}

/**
 * Posts once, follows no redirect, and reads no more of the answer than it needs.
 *
 * @param timeout milliseconds until the answer must be there
 * @throws ServiceFaultError when none came; it names no part of the request
 */
export type HttpPost = (request: PostRequest, timeout: number) => Promise<PostAnswer>

/** A value of Secrets Manager that is kept for a while. */
export interface Secret {
  /** @throws HoldfastError when it cannot be read */
  value(): Promise<string>
  /** Reads it anew. @returns whether it is another one. @throws HoldfastError when it cannot be read */
  renew(): Promise<boolean>
}

/** One way to people beside e-mail. */
export interface Channel {
  /** As people call it: `Slack`. */
  readonly name: string
  readonly secret: Secret
  wants(alert: Alert): boolean
  /**
   * What tells of an alert there.
   *
   * @param now when it is sent
   * @throws SettingInvalidError when the secret is not what the channel needs; it names no part of it
   */
  write(alert: Alert, secret: string, now: Date): PostRequest
  /** Why a server refused, where its words are known to hold nothing secret. */
  explain(answer: PostAnswer): string | undefined
}

export interface DeliveryPorts {
  readonly channel: Channel
  readonly post: HttpPost
  readonly pause: ServerPause
  readonly queue: Pick<ChangeQueue, 'retryIn' | 'deadLetter'>
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}
