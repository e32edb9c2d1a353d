import type { Readable } from 'node:stream'
import type { Sha256 } from '../model/manifest.ts'

/** What a store says of one object. `version` is opaque (an ETag) and goes back into `WriteCondition`. */
export interface ObjectStat {
  readonly key: string
  readonly size: number
  readonly version: string
  readonly modifiedAt: Date
}

/** `absent`: only if nothing stands there. `{ version }`: only if it still is that version. */
export type WriteCondition = 'absent' | { readonly version: string }

export interface WriteOptions {
  /** Bytes in `body`. */
  readonly size: number
  /** SHA-256 of `body`, when known: the store refuses other bytes with DownloadCorruptError. */
  readonly sha256?: Sha256
  readonly condition: WriteCondition
  /** How it is locked from its first moment on. A store that has no locks refuses it with UnsupportedError. */
  readonly lock?: ObjectLock
}

/**
 * Until when nobody takes an object away. `governance`: nobody without a permission of its own, which Holdfast gives to
 * nobody; `compliance`: nobody at all, the account's owner included.
 */
export interface ObjectLock {
  readonly mode: 'governance' | 'compliance'
  readonly until: Date
}

/** The locks of a bucket's objects: Object Lock of S3. A directory has none. */
export interface ObjectLocks {
  /** The lock of one object, one that has run out among them; `undefined` when it never had one, or is not there. */
  lockOf(key: string): Promise<ObjectLock | undefined>
  /**
   * Locks an object, or locks it longer.
   * @throws NotFoundError when it is not there
   * @throws AccessDeniedError when the lock that it has would become weaker
   */
  extend(key: string, lock: ObjectLock): Promise<void>
}

/**
 * Where a vault keeps its objects: a bucket, a directory, or memory in tests. Keys use `/` and never begin with it.
 * All implementations pass test/contracts/object-store.ts.
 */
export interface ObjectStore {
  /** `s3://bucket/prefix`, `file:///directory` or `memory:`; for people. */
  readonly url: string
  /** The bytes of one object. @throws NotFoundError */
  read(key: string): Promise<Readable>
  /** The bytes and version of one small object, together; `undefined` when it is not there. */
  load(key: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined>
  /** Facts of one object; `undefined` when it is not there. */
  stat(key: string): Promise<ObjectStat | undefined>
  /**
   * Writes one object whole or not at all.
   * @throws PreconditionFailedError when `condition` does not hold
   * @throws DownloadCorruptError when the bytes do not have the announced SHA-256 or size
   */
  write(key: string, body: Readable | Uint8Array, options: WriteOptions): Promise<ObjectStat>
  /**
   * Every object whose key begins with `prefix`, in order of key; all pages.
   * @param after only those whose keys come after this one; those before it are not listed at all, and cost no time
   */
  list(prefix: string, after?: string): AsyncIterable<ObjectStat>
}

/**
 * A store that things can be removed from: retention's alone. Whoever captures or restores is given an ObjectStore, and
 * cannot delete.
 */
export interface RetentionStore extends ObjectStore {
  /**
   * Removes one object if it still is that version; where nothing stands, nothing is done.
   * @throws PreconditionFailedError when another version stands there
   */
  remove(key: string, version: string): Promise<void>
}
