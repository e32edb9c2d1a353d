/** A queue as SQS describes it. */
export interface QueueFacts {
  readonly url: string
  readonly arn: string
  /** ARN of the queue that gets what cannot be handled; a dead-letter queue has none. */
  readonly deadLetterArn?: string
  /** About how many messages it holds, those that somebody is reading included. */
  readonly waiting: number
}

/** A message of a dead-letter queue. */
export interface DeadLetter {
  readonly id: string
  /** By which it is released or removed until it is received once more. */
  readonly receipt: string
  readonly body: string
  /** Its message attributes: what buried it says why by them. */
  readonly attributes: Readonly<Record<string, string>>
  readonly sentAt: Date
  /** ARN of the queue that SQS itself took it from after too many deliveries. */
  readonly sourceArn?: string
}

/** A task of SQS that moves all messages of a queue into another one. */
export interface MoveTask {
  /** As SQS names it: `RUNNING`, `COMPLETED`, `CANCELLING`, `CANCELLED`, `FAILED`. */
  readonly status: string
  readonly moved: number
  readonly failure?: string
}

/** Dead-letter queues of one region. @throws HoldfastError */
export interface DeadLetterApi {
  readQueue(url: string): Promise<QueueFacts>
  /** Some messages of a queue, which nobody else sees for a minute; none when it seems empty. */
  receive(url: string): Promise<readonly DeadLetter[]>
  /** Shows messages to everybody again. */
  release(url: string, receipts: readonly string[]): Promise<void>
  /** Deletes messages for good. */
  remove(url: string, receipts: readonly string[]): Promise<void>
  /** Begins to move all messages of a dead-letter queue. */
  startMove(fromArn: string, toArn: string): Promise<void>
  /** The move out of a queue that was begun last. */
  lastMove(fromArn: string): Promise<MoveTask | undefined>
}

/** Executions of state machines of one region. */
export interface ExecutionsApi {
  /** How an execution stands, as Step Functions names it: `RUNNING`, `ABORTED`. @throws HoldfastError */
  readStatus(executionArn: string): Promise<string>
  /**
   * Has an execution go on at the step that did not succeed.
   *
   * @throws RequestRejectedError when it runs, or succeeded, or ended too long ago
   * @throws HoldfastError
   */
  redrive(executionArn: string): Promise<void>
  /**
   * Starts an execution. Done again with the same name while it runs, it changes nothing.
   *
   * @throws RequestRejectedError when one of that name ended
   * @throws HoldfastError
   */
  start(start: { readonly machine: string; readonly input: string; readonly name: string }): Promise<void>
}
