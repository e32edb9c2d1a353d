import { createHash } from 'node:crypto'
import { PreconditionFailedError } from '../errors.ts'
import type { Sha256 } from '../model/manifest.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { LookRecord } from '../model/retention.ts'
import type { RetentionStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { decodeDocument, encodeDocument } from '../vault/documents.ts'
import { expectVersion } from '../vault/pointers.ts'
import { LOOK_KEY, lookPartKey } from '../vault/retention-layout.ts'
import { replaceObject } from '../vault/stored-documents.ts'
import type { NameSet } from './name-sets.ts'
import { packNames } from './name-sets.ts'

/** Names that are gathered before they are written down: some thirty megabytes as texts, six as bytes. */
const PART = 200_000

/** What a sweep looks at the manifests for: to mark, or, under its id, to delete. */
export type LookTask = Pick<LookRecord, 'sweepId'> & { readonly purpose: 'mark' | 'delete' }

/**
 * What manifests name, gathered by one call after another: what is found is written down, with the key that it came to.
 *
 * A look that is spread over hours misses nothing that one at a single moment would see. Whoever marks has written down
 * when the look began, before the first key was listed, and the look before deletion reads all that was written since:
 * a capture, and a manifest that was taken back, behind a key that was passed already. What expires meanwhile is copied
 * to `expired/` before it goes from `points/`, and all of `expired/` is listed when `points/` is done; a copy that was
 * purged by then cannot be taken back any more, and if it was before, that was written since the look began. Whoever
 * deletes has said so before the look, and says so until the end: from then on no writer names a candidate. What is
 * known of manifests that went meanwhile only spares more.
 *
 * Two that go on with the same look do no harm: the record is moved by one of them, and parts that are not those of the
 * record, by their hashes, are not believed.
 */
export class Look {
  readonly #store: RetentionStore
  #record: LookRecord
  #version: string | undefined
  #names = new Set<Sha256>()

  private constructor(store: RetentionStore, record: LookRecord, version: string | undefined) {
    this.#store = store
    this.#record = record
    this.#version = version
  }

  /** Goes on with a look for the same, or begins one. @throws ManifestInvalidError when its record cannot be read */
  static async open(
    { store, clock }: { readonly store: RetentionStore; readonly clock: Pick<Clock, 'now'> },
    task: LookTask,
  ): Promise<Look> {
    const beganAt = clock.now().toISOString()
    const found = await store.load(LOOK_KEY)
    const known = found && decodeDocument(LookRecord, found.bytes, LOOK_KEY)
    if (known?.purpose === task.purpose && known.sweepId === task.sweepId)
      return new Look(store, known, found?.version)
    return new Look(store, { format: FORMAT_VERSION, ...task, beganAt, after: '', parts: [] }, found?.version)
  }

  /** Before the first key was listed. ISO 8601. */
  get beganAt(): string {
    return this.#record.beganAt
  }

  /** The last key that was read; empty before the first. */
  get after(): string {
    return this.#record.after
  }

  /** Adds what the manifests up to a key name. @returns whether it is time to save */
  add(names: Iterable<Sha256>, after: string): boolean {
    for (const name of names) this.#names.add(name)
    this.#record = { ...this.#record, after }
    return this.#names.size >= PART
  }

  /** Writes down what was found. @returns `false` when another process went on with this look, or began another */
  async save(): Promise<boolean> {
    if (this.#names.size === 0) return await this.#move(this.#record)
    const names = packNames(this.#names)
    const { parts } = this.#record
    await replaceObject(this.#store, lookPartKey(parts.length + 1), names)
    this.#names = new Set()
    return await this.#move({ ...this.#record, parts: [...parts, hashOf(names)] })
  }

  /** All that was found. @returns `undefined` when another process wrote over a part of it */
  async sets(): Promise<readonly NameSet[] | undefined> {
    const sets: NameSet[] = [packNames(this.#names)]
    for (const [index, sha256] of this.#record.parts.entries()) {
      const found = await this.#store.load(lookPartKey(index + 1))
      if (found === undefined || hashOf(found.bytes) !== sha256) return undefined
      sets.push(Buffer.from(found.bytes))
    }
    return sets
  }

  /** Lets the next look begin anew; one that was never written down leaves nothing. */
  async close(): Promise<void> {
    if (this.#version !== undefined)
      await this.#move({ ...this.#record, purpose: 'none', sweepId: null, after: '', parts: [] })
  }

  async #move(record: LookRecord): Promise<boolean> {
    const bytes = encodeDocument(LookRecord, record, LOOK_KEY)
    try {
      const condition = expectVersion(this.#version)
      const { version } = await this.#store.write(LOOK_KEY, bytes, { size: bytes.length, condition })
      this.#record = record
      this.#version = version
      return true
    } catch (error) {
      if (error instanceof PreconditionFailedError) return false
      throw error
    }
  }
}

function hashOf(bytes: Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex')
}
