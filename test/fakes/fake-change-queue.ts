import { RequestRejectedError } from '../../shared/errors.ts'
import type { ChangeQueue } from '../../shared/ports/change-queue.ts'

/** Seconds from the receipt of a message within which SQS has it visible again; some have passed by then. */
const LONGEST = 43_200

/** A queue that remembers what was asked of it; `refuse` makes its calls fail. */
export function fakeChangeQueue(): ChangeQueue & {
  readonly delays: { receiptHandle: string; seconds: number }[]
  readonly sent: { body: string; seconds: number }[]
  readonly buried: { body: string; error: string; message: string }[]
  refuse: Error | undefined
} {
  return {
    delays: [],
    sent: [],
    buried: [],
    refuse: undefined,
    async retryIn(receiptHandle, seconds) {
      if (this.refuse) throw this.refuse
      if (seconds >= LONGEST) throw new RequestRejectedError('ChangeMessageVisibility: InvalidParameterValue')
      this.delays.push({ receiptHandle, seconds })
    },
    async sendLater(bodies, seconds) {
      if (this.refuse) throw this.refuse
      this.sent.push(...bodies.map((body) => ({ body, seconds })))
    },
    async deadLetter(body, reason) {
      if (this.refuse) throw this.refuse
      this.buried.push({ body, ...reason })
    },
  }
}
