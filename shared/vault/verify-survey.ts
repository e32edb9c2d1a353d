import pLimit from 'p-limit'
import { isDenied } from '../model/gaps.ts'
import type { BlobRef, Manifest, Sha256 } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { ObjectStat, ObjectStore } from '../ports/object-store.ts'
import {
  isFormatKey,
  isInventoryKey,
  latestKey,
  parseBlobKey,
  parseLatestKey,
  parseManifestKey,
} from './layout.ts'
import type { KnownExpiry } from './expired.ts'
import { readExpiryRecords } from './expired.ts'
import type { Damage, DamageKind, Notice, VerifyOptions } from './verify-report.ts'

/** Objects of the store looked at at the same time. */
const PARALLEL = 16

/** What chains and pointers are checked by; the contents of a manifest are not kept. */
export type Link = Pick<Manifest, 'id' | 'type' | 'resource' | 'takenAt' | 'previous'> & {
  readonly fingerprint: Sha256 | null
}

/** A blob as manifests name it, and the keys of those manifests. */
export interface WantedBlob {
  readonly blob: BlobRef
  readonly points: string[]
}

/** What the steps of `verify` find out, one after the other. */
export class Survey {
  readonly store: ObjectStore
  readonly options: VerifyOptions
  readonly damage: Damage[] = []
  readonly notices: Notice[] = []

  /** Sizes of the blobs that are there, in bytes. */
  readonly blobs = new Map<Sha256, number>()
  readonly manifestKeys = new Set<string>()
  /** Resources that have a pointer or a manifest, by the pointer's key. */
  readonly resources = new Map<string, ResourceRef>()
  readonly inventoryKeys: string[] = []

  /** Manifests that could be read, by key. */
  readonly links = new Map<string, Link>()
  /** Blobs that manifests name, by hash and size. */
  readonly wanted = new Map<string, WantedBlob>()

  #expired: Promise<ReadonlyMap<string, KnownExpiry>> | undefined

  pointers = 0
  blobsRead = 0
  bytesRead = 0

  constructor(store: ObjectStore, options: VerifyOptions) {
    this.store = store
    this.options = options
  }

  /** Puts something wrong on record. */
  report(kind: DamageKind, key: string, message: string, affects: readonly string[] = []): void {
    this.damage.push({ kind, key, message, affects })
  }

  /** Puts on record what may not be read. @throws any other error, and that of credentials: with them nothing can be read */
  reportDenied(error: unknown, key: string, affects: readonly string[] = []): void {
    if (!isDenied(error)) throw error
    this.report('unreadable', key, error.message, affects)
  }

  /** Whether a record says that retention expired this manifest; the records are read when the first is asked for. */
  async wasExpired(manifest: string): Promise<boolean> {
    this.#expired ??= readExpiryRecords(this.store)
    return (await this.#expired).has(manifest)
  }

  /** Does some work on each item, 16 at a time, and tells how far it is. */
  async each<T>(step: string, items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
    const all = [...items]
    let done = 0
    await pLimit(PARALLEL).map(all, async (item) => {
      await work(item)
      done += 1
      this.options.onProgress?.({ step, done, total: all.length })
    })
  }
}

/** Looks at every key of the store once and puts it where it belongs. */
export async function takeStock(survey: Survey): Promise<void> {
  let done = 0
  for await (const stat of survey.store.list('')) {
    sortIn(survey, stat)
    done += 1
    if (done % 1000 === 0) survey.options.onProgress?.({ step: 'stock', done })
  }
}

function sortIn(survey: Survey, { key, size }: ObjectStat): void {
  const sha256 = parseBlobKey(key)
  const pointed = parseLatestKey(key)
  const place = parseManifestKey(key)
  if (sha256 !== undefined) survey.blobs.set(sha256, size)
  else if (pointed !== undefined) survey.resources.set(key, pointed)
  else if (place !== undefined) {
    survey.manifestKeys.add(key)
    survey.resources.set(latestKey(place.resource), place.resource)
  } else if (isInventoryKey(key)) survey.inventoryKeys.push(key)
  else if (!isFormatKey(key)) {
    survey.notices.push({ kind: 'foreign-file', key, message: `${key} is no part of the format` })
  }
}
