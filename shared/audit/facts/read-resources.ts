import pLimit from 'p-limit'
import { ManifestInvalidError, NotFoundError, VaultFormatError } from '../../errors.ts'
import type { Inventory } from '../../model/inventory.ts'
import type { RecoveryPoint, Tombstone } from '../../model/manifest.ts'
import { Manifest } from '../../model/manifest.ts'
import type { ResourceRef } from '../../model/resource.ts'
import { choosePlan } from '../../plans/choose-plan.ts'
import { lastSeen } from '../../plans/last-seen.ts'
import { subjectOf } from '../../plans/subject.ts'
import type { AuditPorts } from '../audit-ports.ts'
import type { KnownExpiry } from '../../vault/expired.ts'
import { readExpiryRecords } from '../../vault/expired.ts'
import { latestKey } from '../../vault/layout.ts'
import { expiredKey } from '../../vault/retention-layout.ts'
import { findDocument } from '../../vault/stored-documents.ts'
import type { Until } from '../read-blobs.ts'
import { gapsSince } from './gaps-since.ts'
import { openFact } from './open-fact.ts'
import type { DeletedFact, LastPoint, LivingFact, ResourceFacts } from './resource-fact.ts'

/** Resources that are looked at at the same time. */
const READERS = 16

export type ResourcePorts = Pick<AuditPorts, 'vault' | 'store' | 'plans' | 'clock'>

type Fact =
  | { readonly type: 'living'; readonly fact: LivingFact }
  | { readonly type: 'deleted'; readonly fact: DeletedFact }
  | { readonly type: 'unreadable'; readonly fact: ResourceFacts['unreadable'][number] }
  | { readonly type: 'unlooked'; readonly fact: ResourceRef }

type Unreadable = Extract<Fact, { type: 'unreadable' }>

/**
 * Everything that has a pointer, by its newest manifest: three small objects of the vault each at most, besides the
 * inventories. What cannot be read is part of the answer, and so is what there is no time for.
 *
 * @throws HoldfastError when the vault cannot be read at all
 */
export async function readResources(ports: ResourcePorts, { until }: Until): Promise<ResourceFacts> {
  const reader = new ResourceReader(ports)
  const limit = pLimit(READERS)
  const resources = await Array.fromAsync(ports.vault.listResources({}))
  const facts = await limit.map(resources, async (resource): Promise<readonly Fact[]> => {
    if (ports.clock.now() >= until) return [{ type: 'unlooked', fact: resource }]
    return await reader.read(resource)
  })
  const each = facts.flat()
  return {
    living: each.flatMap((one) => (one.type === 'living' ? [one.fact] : [])),
    deleted: each.flatMap((one) => (one.type === 'deleted' ? [one.fact] : [])),
    unreadable: each.flatMap((one) => (one.type === 'unreadable' ? [one.fact] : [])),
    unlooked: each.flatMap((one) => (one.type === 'unlooked' ? [one.fact] : [])),
  }
}

/** Reads resources; what several of them need is read once. */
class ResourceReader {
  readonly #ports: ResourcePorts
  readonly #inventories = new Map<string, Promise<Inventory | undefined>>()
  #expired: Promise<ReadonlyMap<string, KnownExpiry>> | undefined

  constructor(ports: ResourcePorts) {
    this.#ports = ports
  }

  async read(resource: ResourceRef): Promise<readonly Fact[]> {
    const pointer = await this.#readable(
      resource,
      latestKey(resource),
      async () => (await this.#ports.vault.latest(resource))?.pointer,
    )
    // A pointer that went since the list was read.
    if (pointer === undefined) return []
    if (pointer.type === 'unreadable') return [pointer]
    const { manifest: key } = pointer
    const manifest = await this.#readable(resource, key, () => this.#manifest(key))
    if (manifest === undefined) return [unreadable(resource, key, 'it is not there, and a pointer names it')]
    if (manifest.type === 'unreadable') return [manifest]
    return [manifest.type === 'point' ? await this.#living(key, manifest) : await this.#deleted(manifest)]
  }

  async #living(point: string, manifest: RecoveryPoint): Promise<Fact> {
    const { plans, vault } = this.#ports
    const inventory = await this.#inventory(manifest.resource)
    const fact = {
      resource: manifest.resource,
      point,
      seenAt: lastSeen(manifest, inventory).toISOString(),
      assignment: choosePlan(plans, subjectOf(manifest)),
      gaps: await gapsSince(vault, manifest),
      open: await openFact(vault, manifest),
    }
    return { type: 'living', fact }
  }

  async #deleted({ resource, takenAt, previous }: Tombstone): Promise<Fact> {
    const last =
      previous === null ? undefined : await this.#readable(resource, previous, () => this.#manifest(previous))
    if (last?.type === 'unreadable') return last
    const lastPoint =
      last?.type === 'point' && previous !== null ? this.#lastPoint(previous, last) : undefined
    const expired =
      lastPoint === undefined && previous !== null ? await this.#expiry(resource, previous) : undefined
    if (expired !== undefined && 'type' in expired) return expired
    return { type: 'deleted', fact: { resource, deletedAt: takenAt, lastPoint, expired } }
  }

  #lastPoint(key: string, point: RecoveryPoint): LastPoint {
    return { key, takenAt: point.takenAt, assignment: choosePlan(this.#ports.plans, subjectOf(point)) }
  }

  async #manifest(key: string): Promise<Manifest | undefined> {
    try {
      return await this.#ports.vault.readManifest(key)
    } catch (error) {
      if (error instanceof NotFoundError) return undefined
      throw error
    }
  }

  async #readable<T>(resource: ResourceRef, key: string, read: () => Promise<T>): Promise<T | Unreadable> {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof ManifestInvalidError || error instanceof VaultFormatError)) throw error
      return unreadable(resource, key, error.message)
    }
  }

  /** One that cannot be read saves no reads, and is rebuilt by the next run. */
  async #inventory({ account, zone }: ResourceRef): Promise<Inventory | undefined> {
    const key = `${account}/${zone}`
    const known = this.#inventories.get(key)
    if (known !== undefined) return await known
    const reading = this.#readInventory(account, zone)
    this.#inventories.set(key, reading)
    return await reading
  }

  async #readInventory(account: string, zone: string): Promise<Inventory | undefined> {
    try {
      return (await this.#ports.vault.readInventory(account, zone))?.inventory
    } catch (error) {
      if (error instanceof ManifestInvalidError) return undefined
      throw error
    }
  }

  /** A record is never removed; what it names can be read until the grace period is over. */
  async #expiry(resource: ResourceRef, key: string): Promise<DeletedFact['expired'] | Unreadable> {
    this.#expired ??= readExpiryRecords(this.#ports.store)
    const known = (await this.#expired).get(key)
    if (known === undefined) return undefined
    const { at, term } = known
    const aside = expiredKey(at, key)
    const manifest = await this.#readable(resource, aside, () =>
      findDocument(this.#ports.store, Manifest, aside),
    )
    if (manifest?.type === 'unreadable') return manifest
    const point = manifest?.type === 'point' ? this.#lastPoint(key, manifest) : undefined
    return { at: at.toISOString(), term: term?.deleted, point }
  }
}

function unreadable(resource: ResourceRef, key: string, what: string): Unreadable {
  const points = key.startsWith('points/') ? [key] : []
  return { type: 'unreadable', fact: { resource, key, what, points } }
}
