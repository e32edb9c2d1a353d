import { textOf } from '../model/members.ts'
import type { RestoreStep } from '../model/restore.ts'

/**
 * Lets steps take turns that read and write the same thing as a whole: the notifications of a bucket, the targets of
 * a rule, the configuration of a distribution. Steps of triggers of one kind follow one another, and those of one
 * distribution; all others are of one function only.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  async take<T>(step: RestoreStep, work: () => Promise<T>): Promise<T> {
    const shared = sharedThing(step)
    if (shared === undefined) return await work()
    const before = this.#last.get(shared) ?? Promise.resolve()
    const own = before.then(work, work)
    this.#last.set(shared, own)
    return await own
  }
}

function sharedThing({ action, input }: RestoreStep): string | undefined {
  if (action === 'trigger') return `trigger ${textOf(input, 'kind')}`
  return action === 'put-associations' ? `distribution ${textOf(input, 'distribution')}` : undefined
}
