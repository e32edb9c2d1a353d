import type { Readable } from 'node:stream'
import type { BlobRef, Manifest, Pointer, RecoveryPoint, Sha256, Tombstone } from '../model/manifest.ts'
import type { Inventory } from '../model/inventory.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { ObjectLock } from './object-store.ts'

/** A pointer together with the version that a conditional move needs. */
export interface PointerState {
  readonly pointer: Pointer
  readonly version: string
}

/** Which manifests to list; every member narrows. */
export interface ManifestFilter {
  readonly account?: string
  readonly zone?: string
  readonly name?: string
}

/** A manifest's place, told by its key alone. */
export interface ManifestEntry {
  readonly key: string
  readonly resource: ResourceRef
  readonly id: string
  /** To the second; from the key. */
  readonly takenAt: Date
  readonly size: number
}

/** A zone that was listed, and when that was written to the vault last. */
export interface ListedZone {
  readonly zone: string
  readonly writtenAt: Date
}

/** The store in Holdfast's format. Reads validate what they return. */
export interface Vault {
  readonly url: string
  /** @throws VaultFormatError, VaultUnavailableError */
  hasBlob(sha256: Sha256): Promise<boolean>
  /**
   * Stores bytes under their name unless they are there; `open` is called only when they are needed.
   * @throws DownloadCorruptError when the bytes are not what `blob` says
   */
  putBlob(blob: BlobRef, open: () => Promise<Readable>): Promise<'stored' | 'present'>
  /** The bytes of one blob, hashed on the way: the stream fails with BlobCorruptError. @throws BlobMissingError */
  openBlob(sha256: Sha256): Promise<Readable>
  /**
   * Writes a manifest once; `present` when one of that key (same resource, second, predecessor and content) is there,
   * whose lock stays what it is.
   *
   * @param lock how it is locked; a vault that locks by plans knows better
   * @throws PreconditionFailedError when a blob that it names was swept, or is being swept: put the blobs again
   */
  putManifest(
    manifest: RecoveryPoint | Tombstone,
    lock?: ObjectLock,
  ): Promise<{ readonly key: string; readonly state: 'stored' | 'present' }>
  /** Says that the newest point still tells how its resource is: where points are locked, its lock is renewed. */
  confirmPoint(key: string): Promise<void>
  /** @throws NotFoundError, ManifestInvalidError, VaultFormatError */
  readManifest(key: string): Promise<Manifest>
  /** Manifests by key, ordered by resource, then time; all of them. */
  listManifests(filter: ManifestFilter): AsyncIterable<ManifestEntry>
  latest(resource: ResourceRef): Promise<PointerState | undefined>
  /** Moves the pointer. `expected` is the version it had, `undefined` when it was not there. @throws PreconditionFailedError */
  moveLatest(pointer: Pointer, expected: string | undefined): Promise<void>
  /** Every resource that has a pointer, told by the keys alone: no pointer is read. */
  listResources(filter: ManifestFilter): AsyncIterable<ResourceRef>
  /** Every pointer; all of them. Those that `filter` leaves out are told by their keys, and not read. */
  listLatest(filter: ManifestFilter): AsyncIterable<Pointer>
  readInventory(
    account: string,
    zone: string,
  ): Promise<{ readonly inventory: Inventory; readonly version: string } | undefined>
  writeInventory(inventory: Inventory, expected: string | undefined): Promise<void>
  /**
   * Enters a function in the index of sources, by the ARN of one; again does no harm. Nothing is ever taken out of the
   * index.
   */
  noteSource(resource: ResourceRef, sourceArn: string): Promise<void>
  /** Every function of the account that had anything to do with this source once; told by the keys alone. */
  functionsOf(account: string, sourceArn: string): AsyncIterable<ResourceRef>
  /** The zones of an account that were listed at least once; no inventory is read. */
  listInventories(account: string): AsyncIterable<ListedZone>
}
