import { HoldfastError, VaultUnavailableError } from '../errors.ts'
import type { BlobRef } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import type { CopyFilter } from './copy-filter.ts'
import { matchesWanted } from './copy-filter.ts'
import type { CopyFailure, CopyKind, CopyOutcome, CopyProgress } from './copy-report.ts'
import { COPY_KINDS, COPY_OUTCOMES } from './copy-report.ts'
import { inParallel } from './in-parallel.ts'

export interface CopyPorts {
  readonly from: ObjectStore
  readonly to: ObjectStore
  readonly clock: Clock
}

export interface CopyOptions {
  /**
   * Which resources are copied; all when it is missing. Reports and journals are of the whole vault: with a filter they
   * are left out, and so are blobs that no copied manifest names.
   */
  readonly filter?: CopyFilter
  /** Asked to stop: nothing new is begun, and the next call goes on. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: CopyProgress) => void
  /** Objects copied at the same time, 16 when it is missing. */
  readonly parallel?: number
  /** `false` where what stands in the copy cannot be read, as without the key of an encrypted one. */
  readonly canReadCopy?: boolean
}

/** Objects copied at the same time when nobody says otherwise. */
const PARALLEL = 16

/** Failures that are kept by name; of the others there is the number. */
const KEPT_FAILURES = 1000

/** What one copied object came to. */
export interface Copied {
  readonly outcome: CopyOutcome
  /** Bytes written. */
  readonly bytes: number
}

/** One call of copyVault: its two stores, and what has come of it so far. */
export class Copying {
  readonly from: ObjectStore
  readonly to: ObjectStore
  readonly clock: Clock
  readonly options: CopyOptions
  readonly canReadCopy: boolean
  readonly begunAt: Date
  readonly objects = emptyCounts()
  readonly errors: Record<string, number> = {}
  readonly failures: CopyFailure[] = []
  /** Blobs that are on their way, or known to stand in the copy. */
  readonly blobs = new Map<BlobRef['sha256'], Promise<Copied>>()
  /** Pointers that this call has looked at, by key. */
  readonly pointed = new Set<string>()
  bytes = 0

  constructor({ from, to, clock }: CopyPorts, options: CopyOptions) {
    this.from = from
    this.to = to
    this.clock = clock
    this.options = options
    this.canReadCopy = options.canReadCopy ?? true
    this.begunAt = clock.now()
  }

  get isStopped(): boolean {
    return this.options.signal?.aborted ?? false
  }

  get hasFailed(): boolean {
    return COPY_KINDS.some((kind) => this.objects[kind].failed > 0)
  }

  /** Whether a resource is to be copied. */
  async isWanted(resource: ResourceRef | undefined): Promise<boolean> {
    return await matchesWanted(this.options.filter, resource)
  }

  /** Does some work on each item, so many at a time as the options say, until asked to stop. */
  async each<T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> {
    await inParallel(items, { limit: this.options.parallel ?? PARALLEL, signal: this.options.signal }, work)
  }

  /** Puts an object on record that needed no work. */
  count(kind: CopyKind, outcome: CopyOutcome): void {
    this.objects[kind][outcome] += 1
    this.#tell(kind)
  }

  /**
   * Does the work for one object. What it fails with is put on record, and the others go on; only a store that cannot be
   * used at all, and what is no error of Holdfast's, ends the whole.
   */
  async attempt(kind: CopyKind, key: string, work: () => Promise<Copied>): Promise<void> {
    if (this.isStopped) return
    try {
      const { outcome, bytes } = await work()
      this.bytes += bytes
      this.count(kind, outcome)
    } catch (error) {
      if (!(error instanceof HoldfastError) || error instanceof VaultUnavailableError) throw error
      this.count(kind, 'failed')
      this.errors[error.name] = (this.errors[error.name] ?? 0) + 1
      if (this.failures.length >= KEPT_FAILURES) return
      this.failures.push({ kind, key, error: error.name, message: error.message })
    }
  }

  #tell(step: CopyKind): void {
    const done = Object.values(this.objects[step]).reduce((sum, count) => sum + count, 0)
    this.options.onProgress?.({ step, done, bytes: this.bytes })
  }
}

function emptyCounts(): Record<CopyKind, Record<CopyOutcome, number>> {
  const none = () =>
    Object.fromEntries(COPY_OUTCOMES.map((outcome) => [outcome, 0])) as Record<CopyOutcome, number>
  return Object.fromEntries(COPY_KINDS.map((kind) => [kind, none()])) as Record<
    CopyKind,
    Record<CopyOutcome, number>
  >
}
