import { textOf } from '../model/members.ts'
import type { RestoreStep } from '../model/restore.ts'

/**
 * Lets steps take turns that read and write the same thing as a whole: the notifications of a bucket, the targets of
 * a rule. Steps of triggers of one kind follow one another; all others are of one function only.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  async take<T>({ action, input }: RestoreStep, work: () => Promise<T>): Promise<T> {
    if (action !== 'trigger') return await work()
    const kind = textOf(input, 'kind') ?? ''
    const before = this.#last.get(kind) ?? Promise.resolve()
    const own = before.then(work, work)
    this.#last.set(kind, own)
    return await own
  }
}
