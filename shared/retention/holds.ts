import { PreconditionFailedError } from '../errors.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { HoldRecord } from '../model/retention.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { decodeDocument, encodeDocument } from '../vault/documents.ts'
import { listExpired } from '../vault/expired.ts'
import { expectVersion } from '../vault/pointers.ts'
import { HOLDS_PREFIX, holdKey, parseHoldKey } from '../vault/retention-layout.ts'

export interface HoldPorts {
  readonly store: ObjectStore
  readonly clock: Pick<Clock, 'now'>
}

/** What holding a point that must stand touches. */
export interface StandingPorts extends HoldPorts {
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  /** Told before it waits: for how many milliseconds. */
  readonly onWait?: (ms: number) => void
}

/** Who holds or releases a point, and why. */
export interface HoldRequest {
  /** Key of the manifest. */
  readonly manifest: string
  readonly by: string
  readonly reason: string
}

/** Milliseconds after which a request that was sent has been answered or will never be. */
const REMOVAL_OVER = 60_000

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
 * Holds a point, and then looks whether it still stands: retention may be letting it expire at this moment. Held it is not
 * removed for good, and can be taken back. Retention copies a manifest aside before it looks for a hold (expire.ts): so
 * without a copy it finds this one, and with a copy its removal may be under way until a request is over.
 *
 * @returns `expired` when it is held, and does not stand any more
 */
export async function holdStanding(
  ports: StandingPorts,
  request: HoldRequest,
): Promise<'held' | 'unchanged' | 'expired'> {
  const { store } = ports
  const { manifest } = request
  const state = await holdPoint(ports, request)
  const stands = async () => (await store.stat(manifest)) !== undefined
  if ((await stands()) && (await isCopiedAside(store, manifest))) await waitForRemoval(ports, manifest)
  return (await stands()) ? state : 'expired'
}

async function isCopiedAside(store: Pick<ObjectStore, 'list'>, manifest: string): Promise<boolean> {
  for await (const place of listExpired(store)) if (place.manifest === manifest) return true
  return false
}

/** Waits until a removal that did not see the hold is done. It may have been made long ago: then there is none. */
async function waitForRemoval({ store, clock, onWait }: StandingPorts, manifest: string): Promise<void> {
  const heldAt = (await readHold(store, manifest))?.record.changes.at(-1)?.at ?? ''
  const left = Date.parse(heldAt) + REMOVAL_OVER - clock.now().getTime()
  if (!(left > 0)) return
  onWait?.(left)
  await clock.sleep(left)
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
