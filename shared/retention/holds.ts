import { PreconditionFailedError } from '../errors.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { HoldRecord } from '../model/retention.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { decodeDocument, encodeDocument } from '../vault/documents.ts'
import { expectVersion } from '../vault/pointers.ts'
import { HOLDS_PREFIX, holdKey, parseHoldKey } from '../vault/retention-layout.ts'

export interface HoldPorts {
  readonly store: ObjectStore
  readonly clock: Pick<Clock, 'now'>
}

/** Who holds or releases a point, and why. */
export interface HoldRequest {
  /** Key of the manifest. */
  readonly manifest: string
  readonly by: string
  readonly reason: string
}

/** Tries against others who write the same record. */
const ATTEMPTS = 5

/** Keeps retention from expiring a point until it is released. @returns `unchanged` when it was held already */
export async function holdPoint(ports: HoldPorts, request: HoldRequest): Promise<'held' | 'unchanged'> {
  return (await changeHold(ports, request, 'held')) ? 'held' : 'unchanged'
}

/** Leaves a point to the rules again. @returns `unchanged` when it was not held */
export async function releasePoint(
  ports: HoldPorts,
  request: HoldRequest,
): Promise<'released' | 'unchanged'> {
  return (await changeHold(ports, request, 'released')) ? 'released' : 'unchanged'
}

/**
 * Holds a point, and then looks whether it still stands: retention may have let it expire at this moment. Held it is not
 * removed for good, and can be taken back.
 *
 * @returns `expired` when it is held, and does not stand any more
 */
export async function holdStanding(
  ports: HoldPorts,
  request: HoldRequest,
): Promise<'held' | 'unchanged' | 'expired'> {
  const state = await holdPoint(ports, request)
  return (await ports.store.stat(request.manifest)) === undefined ? 'expired' : state
}

/** Whether a point is held now. @throws ManifestInvalidError */
export async function isHeld(store: Pick<ObjectStore, 'load'>, manifest: string): Promise<boolean> {
  return (await readHold(store, manifest))?.record.changes.at(-1)?.change === 'held'
}

/** Why each held point is held, by the key of its manifest. @throws ManifestInvalidError */
export async function readHolds(
  store: Pick<ObjectStore, 'list' | 'load'>,
): Promise<ReadonlyMap<string, string>> {
  const holds = new Map<string, string>()
  for await (const { key } of store.list(HOLDS_PREFIX)) {
    const manifest = parseHoldKey(key)
    const record = manifest === undefined ? undefined : (await readHold(store, manifest))?.record
    const last = record?.changes.at(-1)
    if (record !== undefined && last?.change === 'held')
      holds.set(record.manifest, `${last.reason} (${last.by})`)
  }
  return holds
}

async function changeHold(
  { store, clock }: HoldPorts,
  { manifest, by, reason }: HoldRequest,
  change: 'held' | 'released',
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await readHold(store, manifest)
    const before = found?.record.changes ?? []
    if ((before.at(-1)?.change ?? 'released') === change) return false
    const added = { change, at: clock.now().toISOString(), by, reason }
    const record: HoldRecord = { format: FORMAT_VERSION, manifest, changes: [...before, added] }
    try {
      await writeHold(store, record, found?.version)
      return true
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || attempt === ATTEMPTS) throw error
    }
  }
}

async function readHold(store: Pick<ObjectStore, 'load'>, manifest: string) {
  const key = holdKey(manifest)
  const found = await store.load(key)
  return found && { record: decodeDocument(HoldRecord, found.bytes, key), version: found.version }
}

async function writeHold(store: ObjectStore, record: HoldRecord, version: string | undefined): Promise<void> {
  const key = holdKey(record.manifest)
  const bytes = encodeDocument(HoldRecord, record, key)
  await store.write(key, bytes, { size: bytes.length, condition: expectVersion(version) })
}
