import type { Clock, Log } from '../ports/runtime.ts'

/** What OpenSearch said to a request. */
export interface BulkAnswer {
  readonly status: number
  /** The body, or its beginning. */
  readonly text: string
}

/**
 * Posts one body to `_bulk` of the domain, signed.
 *
 * @param timeout milliseconds until the answer must be there
 * @throws ServiceFaultError when none came
 */
export type BulkPost = (body: string, timeout: number) => Promise<BulkAnswer>

export interface LogDeliveryPorts {
  readonly post: BulkPost
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
}
