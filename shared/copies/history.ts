import { NotFoundError } from '../errors.ts'
import type { Manifest, Pointer } from '../model/manifest.ts'
import { readManifest } from '../vault/manifests.ts'
import type { Copying } from './copying.ts'

/** Where the source's pointer stands, seen from the copy's; `diverged`: each has points that the other lacks. */
export type Course = 'same' | 'forward' | 'behind' | 'diverged'

/**
 * Follows both lines of manifests back, in turns, until one comes to where the other began, or they meet. Where retention
 * has taken what would tell, time has to.
 */
export async function courseBetween(copying: Copying, source: Pointer, copy: Pointer): Promise<Course> {
  if (source.manifest === copy.manifest) return 'same'
  const [ours, theirs] = [new Line(copying, source.manifest), new Line(copying, copy.manifest)]
  while (ours.next !== undefined || theirs.next !== undefined) {
    const one = await ours.step()
    if (one === copy.manifest) return 'forward'
    const other = await theirs.step()
    if (other === source.manifest) return 'behind'
    if (ours.has(other) || theirs.has(one)) return 'diverged'
  }
  if (ours.isWhole && theirs.isWhole) return 'diverged'
  return source.takenAt >= copy.takenAt ? 'forward' : 'behind'
}

/** A line of manifests, followed from the newest back. */
class Line {
  readonly #copying: Copying
  readonly #seen = new Set<string>()
  /** What is looked at next; `undefined` at the end. */
  next: string | undefined
  /** Whether the end is the first manifest of all, rather than one that is gone. */
  isWhole = false

  constructor(copying: Copying, newest: string) {
    this.#copying = copying
    this.next = newest
  }

  has(key: string | undefined): boolean {
    return key !== undefined && this.#seen.has(key)
  }

  async step(): Promise<string | undefined> {
    const key = this.next
    if (key === undefined) return undefined
    this.#seen.add(key)
    const manifest = await readEither(this.#copying, key)
    this.isWhole = manifest?.previous === null
    this.next = manifest?.previous ?? undefined
    return key
  }
}

async function readEither({ from, to }: Copying, key: string): Promise<Manifest | undefined> {
  for (const store of [from, to]) {
    try {
      return await readManifest(store, key)
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
    }
  }
  return undefined
}
