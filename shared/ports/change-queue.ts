/** The `changes` queue and its dead-letter queue. */
export interface ChangeQueue {
  /** The message stays invisible for `seconds`, then comes again. */
  retryIn(receiptHandle: string, seconds: number): Promise<void>
  /** Puts new messages into the queue, which come after `seconds`, at most 900. Some may be in it when this fails. */
  sendLater(bodies: readonly string[], seconds: number): Promise<void>
  /** Puts a message where a person sees it, with the reason beside it as attributes. */
  deadLetter(body: string, reason: { readonly error: string; readonly message: string }): Promise<void>
}
