import type { Readable } from 'node:stream'
import {
  HoldfastError,
  NotFoundError,
  PreconditionFailedError,
  ServiceFaultError,
  VaultUnavailableError,
} from '../errors.ts'
import type { ObjectStat, ObjectStore, WriteOptions } from '../ports/object-store.ts'
import { BLOBS_PREFIX, POINTS_PREFIX, VAULT_KEY } from '../vault/layout.ts'
import { EXPIRED_PREFIX } from '../vault/retention-layout.ts'
import { RESTORES_PREFIX } from '../vault/restore-layout.ts'
import { TESTS_PREFIX } from '../vault/test-layout.ts'
import { mergeJoin } from './merge-join.ts'
import { refuseOtherVault } from './same-vault.ts'

/** A vault and a copy of it, for whoever reads. */
export interface FallbackPlaces {
  readonly first: ObjectStore
  readonly copy: ObjectStore
  /** Whether the copy is nearer: what never changes is looked for there first. */
  readonly isCopyNearer?: boolean
  /** Told once when the first cannot be used, and once when it lacks something. A sentence for people. */
  readonly tell: (message: string) => void
}

/** What is written once and never changes: wherever it is read, it is the same. */
const UNCHANGING = [BLOBS_PREFIX, POINTS_PREFIX, EXPIRED_PREFIX]

/** What is written to the copy when the first cannot be reached: journals and verdicts, which a restore cannot do without. */
const JOURNALS = [RESTORES_PREFIX, TESTS_PREFIX]

/** One of the two, by its place in what versions begin with. */
interface Side {
  readonly mark: '0' | '1'
  readonly store: ObjectStore
}

/** What was found of the record at the root of one of the two. */
interface FoundRecord {
  readonly bytes?: Uint8Array | undefined
  readonly error?: HoldfastError
}

/**
 * A vault that is read from a copy where it cannot be reached, or lacks what the copy has. What is rewritten (pointers,
 * journals) is asked of the first one, as the copy may lag; listings are of both. Nothing is written to the copy but
 * journals, while the first cannot be reached: points that were captured into a copy would be a history of their own.
 *
 * Whoever turned out to be out of reach is not asked again.
 */
export class FallbackStore implements ObjectStore {
  readonly url: string
  readonly #first: Side
  readonly #copy: Side
  readonly #isCopyNearer: boolean
  readonly #tell: (message: string) => void
  readonly #unreachable = new Map<Side, HoldfastError>()
  readonly #told = new Set<string>()

  constructor({ first, copy, isCopyNearer = false, tell }: FallbackPlaces) {
    this.url = first.url
    this.#first = { mark: '0', store: first }
    this.#copy = { mark: '1', store: copy }
    this.#isCopyNearer = isCopyNearer
    this.#tell = tell
  }

  async read(key: string): Promise<Readable> {
    const found = await this.#find(key, async ({ store }) => await orAbsent(store.read(key)))
    if (found !== undefined) return found
    throw new NotFoundError(`Neither ${this.url} nor its copy has ${key}`, { evidence: { key } })
  }

  async load(key: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined> {
    if (key === VAULT_KEY) await this.#lookAtBoth()
    return await this.#find(key, async (side) => {
      const found = await side.store.load(key)
      return found && { bytes: found.bytes, version: side.mark + found.version }
    })
  }

  async stat(key: string): Promise<ObjectStat | undefined> {
    return await this.#find(key, async (side) => {
      const found = await side.store.stat(key)
      return found && marked(side, found)
    })
  }

  async write(key: string, body: Readable | Uint8Array, options: WriteOptions): Promise<ObjectStat> {
    const side = await this.#sideToWrite(key, options)
    const { condition } = options
    const bare = condition === 'absent' ? condition : { version: condition.version.slice(1) }
    return marked(side, await side.store.write(key, body, { ...options, condition: bare }))
  }

  async *list(prefix: string, after?: string): AsyncIterable<ObjectStat> {
    const listed = (side: Side) => this.#listing(side, prefix, after)
    const [first, copy] = [listed(this.#first), listed(this.#copy)]
    for await (const { from, to } of mergeJoin(first, copy)) {
      const stat = from ?? to
      if (stat !== undefined) yield stat
    }
    this.#requireOne()
  }

  /** Asks one after the other; what one cannot answer, the other may. */
  async #find<T>(key: string, ask: (side: Side) => Promise<T | undefined>): Promise<T | undefined> {
    const refusals: HoldfastError[] = []
    for (const side of this.#order(key)) {
      if (this.#unreachable.has(side)) continue
      const found = await ask(side).catch((error: unknown) => {
        if (!(error instanceof HoldfastError)) throw error
        if (isUnreachable(error)) this.#note(side, error)
        else refusals.push(error)
        return undefined
      })
      if (found === undefined) continue
      if (side === this.#copy && !this.#unreachable.has(this.#first) && !this.#isNear(key)) this.#sayLacking()
      return found
    }
    const [refusal] = refusals
    if (refusal !== undefined) throw refusal
    this.#requireOne()
    return undefined
  }

  #order(key: string): readonly Side[] {
    return this.#isNear(key) ? [this.#copy, this.#first] : [this.#first, this.#copy]
  }

  #isNear(key: string): boolean {
    return this.#isCopyNearer && UNCHANGING.some((prefix) => key.startsWith(prefix))
  }

  /** A version is of the place where it was read. What must not be there yet must be in neither place. */
  async #sideToWrite(key: string, { condition }: WriteOptions): Promise<Side> {
    const known = condition === 'absent' ? await this.#sideOfNew(key) : this.#sideOf(condition.version)
    if (known === this.#first || JOURNALS.some((prefix) => key.startsWith(prefix))) return known
    throw new VaultUnavailableError(
      `${this.url} cannot be reached, and nothing but the journal of a restore is written to its copy`,
      { cause: this.#unreachable.get(this.#first), evidence: { key } },
    )
  }

  async #sideOfNew(key: string): Promise<Side> {
    if ((await this.stat(key)) !== undefined)
      throw new PreconditionFailedError(`${key} is there already`, { evidence: { key } })
    return this.#unreachable.has(this.#first) ? this.#copy : this.#first
  }

  #sideOf(version: string): Side {
    return version.startsWith(this.#copy.mark) ? this.#copy : this.#first
  }

  async *#listing(side: Side, prefix: string, after?: string): AsyncGenerator<ObjectStat> {
    if (this.#unreachable.has(side)) return
    let hasBegun = false
    try {
      for await (const stat of side.store.list(prefix, after)) {
        hasBegun = true
        yield marked(side, stat)
      }
    } catch (error) {
      if (hasBegun || !(error instanceof HoldfastError) || !isUnreachable(error)) throw error
      this.#note(side, error)
    }
  }

  /** @throws SettingInvalidError when they are two vaults, VaultUnavailableError when there is none */
  async #lookAtBoth(): Promise<void> {
    const [first, copy] = await Promise.all([this.#record(this.#first), this.#record(this.#copy)])
    if (isNone(first) && isNone(copy)) throw this.#none(first, copy)
    if (first.error !== undefined && isUnreachable(first.error)) this.#note(this.#first, first.error)
    if (copy.error !== undefined && isUnreachable(copy.error)) this.#note(this.#copy, copy.error)
    if (first.bytes !== undefined && copy.bytes !== undefined) {
      refuseOtherVault(
        { url: this.url, bytes: first.bytes },
        { url: this.#copy.store.url, bytes: copy.bytes },
      )
    }
  }

  async #record(side: Side): Promise<FoundRecord> {
    const known = this.#unreachable.get(side)
    if (known !== undefined) return { error: known }
    try {
      return { bytes: (await side.store.load(VAULT_KEY))?.bytes }
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error
      return { error }
    }
  }

  #none(first: FoundRecord, copy: FoundRecord): VaultUnavailableError {
    const copyUrl = this.#copy.store.url
    const [one, other] = [whyNone(this.url, first), whyNone(copyUrl, copy)]
    const evidence = { url: this.url, copy: copyUrl }
    const cause = first.error ?? copy.error
    return new VaultUnavailableError(`No vault can be read: ${one}, and ${other}`, { cause, evidence })
  }

  #note(side: Side, error: HoldfastError): void {
    this.#unreachable.set(side, error)
    const { store } = side === this.#first ? this.#copy : this.#first
    this.#say(`${side.store.url} cannot be reached (${error.message}); reading from ${store.url}.`)
  }

  #sayLacking(): void {
    this.#say(`${this.url} lacks some of what is asked for; reading that from ${this.#copy.store.url}.`)
  }

  #say(message: string): void {
    if (this.#told.has(message)) return
    this.#told.add(message)
    this.#tell(message)
  }

  #requireOne(): void {
    const error = this.#unreachable.get(this.#first)
    if (error !== undefined && this.#unreachable.has(this.#copy)) throw error
  }
}

/** Whether nothing can be read there: a right that is missing may be missing for this one object. */
function isNone({ bytes, error }: FoundRecord): boolean {
  return error === undefined ? bytes === undefined : isUnreachable(error)
}

function whyNone(url: string, { error }: FoundRecord): string {
  return error === undefined ? `there is no vault at ${url}` : `${url} cannot be reached (${error.message})`
}

/** What may be over when its region is back; a key or a right that is gone is asked about for each object. */
function isUnreachable(error: HoldfastError): boolean {
  return error instanceof VaultUnavailableError || error instanceof ServiceFaultError
}

function marked({ mark }: Side, stat: ObjectStat): ObjectStat {
  return { ...stat, version: mark + stat.version }
}

async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  return await work.catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined
    throw error
  })
}
