import type {
  DeadLetter,
  DeadLetterApi,
  MoveTask,
  QueueFacts,
} from '../../shared/dead-letters/dead-letter-ports.ts'

/** What a test puts into a queue. */
export type Planted = Partial<DeadLetter> & Pick<DeadLetter, 'body'>

interface Kept {
  readonly letter: DeadLetter
  hidden: boolean
}

/** Queues that hide what is received until it is released, and answer a few messages at a time, as SQS does. */
export class FakeDeadLetters implements DeadLetterApi {
  /** Every move, as asked for. */
  readonly moves: { from: string; to: string }[] = []
  /** What the last move looks like, one look after the other. */
  readonly tasks: MoveTask[] = []
  readonly #queues = new Map<string, { readonly facts: QueueFacts; readonly kept: Kept[] }>()
  #count = 0

  add(facts: Omit<QueueFacts, 'waiting'>, letters: readonly Planted[] = []): void {
    const kept = letters.map((planted) => ({ letter: this.#made(planted), hidden: false }))
    this.#queues.set(facts.url, { facts: { ...facts, waiting: letters.length }, kept })
  }

  #made(planted: Planted): DeadLetter {
    this.#count += 1
    const id = `0000000${this.#count}-aaaa`
    return { id, receipt: '', attributes: {}, sentAt: new Date(this.#count * 1000), ...planted }
  }

  /** Ids of the messages that anybody can see. */
  visible(url: string): readonly string[] {
    return this.#kept(url).flatMap(({ letter, hidden }) => (hidden ? [] : [letter.id]))
  }

  #kept(url: string): Kept[] {
    const queue = this.#queues.get(url)
    if (queue === undefined) throw new Error(`there is no queue ${url}`)
    return queue.kept
  }

  async readQueue(url: string): Promise<QueueFacts> {
    const kept = this.#kept(url)
    return { ...this.#queues.get(url)!.facts, waiting: kept.length }
  }

  async receive(url: string): Promise<readonly DeadLetter[]> {
    const some = this.#kept(url)
      .filter(({ hidden }) => !hidden)
      .slice(0, 2)
    for (const one of some) one.hidden = true
    return some.map(({ letter }) => ({ ...letter, receipt: `r-${letter.id}` }))
  }

  async release(url: string, receipts: readonly string[]): Promise<void> {
    for (const one of this.#kept(url)) if (receipts.includes(`r-${one.letter.id}`)) one.hidden = false
  }

  async remove(url: string, receipts: readonly string[]): Promise<void> {
    const kept = this.#kept(url)
    const left = kept.filter(({ letter }) => !receipts.includes(`r-${letter.id}`))
    kept.splice(0, kept.length, ...left)
  }

  async startMove(from: string, to: string): Promise<void> {
    this.moves.push({ from, to })
  }

  async lastMove(): Promise<MoveTask | undefined> {
    return this.tasks.length > 1 ? this.tasks.shift() : this.tasks[0]
  }
}
