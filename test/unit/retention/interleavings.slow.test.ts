import { describe, expect, jest, test } from '@jest/globals'
import { BlobMissingError, NotFoundError, PreconditionFailedError } from '../../../shared/errors.ts'
import type { Pointer, RecoveryPoint } from '../../../shared/model/manifest.ts'
import { RetentionRules } from '../../../shared/model/retention.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import type { PrunePorts } from '../../../shared/retention/prune.ts'
import { expireAndPurge } from '../../../shared/retention/prune.ts'
import { sweep } from '../../../shared/retention/sweep.ts'
import { undelete } from '../../../shared/retention/undelete.ts'
import { lockingVault } from '../../../shared/immutability/locking-vault.ts'
import { PlanFile } from '../../../shared/plans/plan-file.ts'
import { commitPoint, commitTombstone } from '../../../shared/vault/commit.ts'
import { listExpired } from '../../../shared/vault/expired.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { putManifest } from '../../../shared/vault/manifests.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { verify } from '../../../shared/vault/verify.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef, opening, preparedPoint, preparedTombstone } from '../../fakes/points.ts'
import type { Actor, SteppedWorld } from '../../fakes/stepped-world.ts'
import { steppedWorld } from '../../fakes/stepped-world.ts'

jest.setTimeout(3_600_000)

/** More of the same, for whoever changes the sweep: HOLDFAST_SCHEDULES=20 plays 30,000. */
const TIMES = Number(process.env['HOLDFAST_SCHEDULES'] ?? 1)

const SECOND = 1000
const HOUR = 3_600_000
const DAY = 24 * HOUR

const RESOURCES = ['one', 'two'].map((name) => ({ ...HELLO, name }))
const PACKAGES = ['red', 'green', 'blue']

/** What a schedule plays with. */
interface Play {
  readonly world: SteppedWorld
  readonly tally: {
    captured: number
    expired: number
    deleted: number
    refused: number
    undeleted: number
    interrupted: number
  }
  /** How long writers may wait before any call, in milliseconds. */
  readonly longest: number
  readonly isFenced: boolean
  /** Whether all points are locked for four days. */
  readonly isLocking?: boolean
}

const LOCKING = PlanFile.parse({
  version: 1,
  schedules: { quick: 'cron(0 3 ? * * *)', deep: 'cron(0 3 ? * * *)' },
  default: 'all',
  plans: { all: { immutability: { mode: 'governance', term: '4d' } } },
})

function pick<T>({ random }: SteppedWorld, all: readonly T[]): T {
  return all[Math.floor(random() * all.length)]!
}

function vaultOf({ isFenced, isLocking = false }: Play, { store, locks, clock }: Actor): Vault {
  const vault = createVault({ store, clock, newId: () => 'vault' })
  if (isLocking) return lockingVault(vault, { locks, plans: LOCKING, clock, log: { warn() {} } })
  return isFenced ? vault : { ...vault, putManifest: (manifest) => putManifest(store, manifest) }
}

/** Captures as captureFunction does: pointer, blobs, manifest, pointer; again when it was overtaken or refused. */
async function writer(play: Play): Promise<void> {
  const { world, longest } = play
  const actor = world.actor(longest)
  const vault = vaultOf(play, actor)
  for (let round = 0; round < 4; round += 1) {
    await actor.clock.sleep(world.random() * 4 * DAY)
    for (let attempt = 0; attempt < 8; attempt += 1) {
      if (await capture(play, actor, vault)) break
      play.tally.refused += 1
      await actor.clock.sleep(world.random() * 20 * 60 * SECOND)
    }
  }
}

async function capture({ world, tally }: Play, { clock }: Actor, vault: Vault): Promise<boolean> {
  const resource = pick(world, RESOURCES)
  const expected = await vault.latest(resource)
  const takenAt = clock.now().toISOString()
  try {
    if (world.random() < 0.1 && expected !== undefined) {
      await commitTombstone(vault, preparedTombstone({ resource, takenAt }), expected)
      return true
    }
    const text = pick(world, PACKAGES)
    const code = blobRef(text)
    // What the newest point names is sometimes named again without a look, as layers are.
    if (!(world.random() < 0.2 && (await isNamedBy(vault, expected?.pointer, code.sha256)))) {
      await vault.putBlob(code, opening(text))
    }
    // Reading and downloading can take as long as it likes.
    await clock.sleep(world.random() ** 6 * 3 * DAY)
    const description = `${text} ${Math.floor(world.random() * 4)}`
    await commitPoint(vault, preparedPoint(description, { resource, takenAt, code, tags: {} }), expected)
    tally.captured += 1
    return true
  } catch (error) {
    if (error instanceof PreconditionFailedError) return false
    throw error
  }
}

async function isNamedBy(vault: Vault, pointer: Pointer | undefined, sha256: string): Promise<boolean> {
  if (pointer?.type !== 'point') return false
  try {
    const manifest = await vault.readManifest(pointer.manifest)
    return manifest.type === 'point' && manifest.blobs.some((blob) => blob.sha256 === sha256)
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}

async function retention(play: Play, name: string): Promise<void> {
  const { world } = play
  const rules = RetentionRules.parse(pick(world, [{ last: 1 }, { daily: 2 }, { within: { hours: 30 } }, {}]))
  let ids = 0
  for (let round = 0; round < 11; round += 1) {
    const actor = world.actor(10 * SECOND)
    await actor.clock.sleep(world.random() * 2 * DAY)
    const ports = {
      ...actor,
      vault: vaultOf(play, actor),
      newId: () => `${name}-${round}-${(ids += 1)}`,
    }
    // As the calls of one run: the next one goes on with what was killed.
    const by = world.random() < 0.5 ? name : ports.newId()
    const work = pruneOnce(play, { ...ports, by }, rules)
    // One in five is killed somewhere on its way.
    const end = world.random() < 0.2 ? killLater(world, actor) : undefined
    await (end === undefined ? work : Promise.race([work, end]))
  }
}

type Sweeping = PrunePorts & { readonly by: string }

async function pruneOnce(play: Play, ports: Sweeping, rules: RetentionRules): Promise<void> {
  const { expired } = await expireAndPurge(ports, { rules, filter: {}, grace: DAY })
  play.tally.expired += expired
  await sweepOn(play, ports)
}

/** Looks at a manifest or two and stops, in most calls; goes on at once, after hours, after a day, or never. */
async function sweepOn({ world, tally }: Play, ports: Sweeping): Promise<void> {
  const { by } = ports
  let turn = ''
  for (let call = 0; call < 40; call += 1) {
    const now = ports.clock.now().getTime()
    const until = world.random() < 0.7 ? { until: new Date(now + world.random() ** 3 * 100 * SECOND) } : {}
    const result = await sweep(ports, DAY, { ...until, by, turn, batch: 1, part: pick(world, [1, 2, 100]) })
    tally.deleted += result.deleted
    if (result.state !== 'unfinished') return
    tally.interrupted += 1
    turn = result.turn ?? ''
    if (world.random() < 0.1) return
    await ports.clock.sleep(pick(world, [0, 0, 0, 3 * HOUR * world.random(), 30 * HOUR * world.random()]))
  }
}

async function killLater(world: SteppedWorld, actor: Actor): Promise<void> {
  await world.actor(0).clock.sleep(world.random() * 4 * 60 * SECOND)
  actor.kill()
}

async function undeleter(play: Play): Promise<void> {
  const { world, tally } = play
  const actor = world.actor(10 * SECOND)
  for (let round = 0; round < 3; round += 1) {
    await actor.clock.sleep(world.random() * 6 * DAY)
    const expired = await Array.fromAsync(listExpired(actor.store))
    if (expired.length === 0) continue
    try {
      const ports = { ...actor, vault: vaultOf(play, actor) }
      await undelete(ports, pick(world, expired), { by: 'ada', reason: 'a mistake' })
      tally.undeleted += 1
    } catch (error) {
      const isFair = [NotFoundError, PreconditionFailedError, BlobMissingError].some(
        (kind) => error instanceof kind,
      )
      if (!isFair) throw error
    }
  }
}

/** Places of manifests, wherever they stand, that name a blob that is not there. */
function broken({ objects }: MemoryStore): readonly string[] {
  const lost: string[] = []
  for (const [key, { bytes }] of objects) {
    if (!key.startsWith('points/') && !key.startsWith('expired/')) continue
    if (blobsIn(bytes).some((blob) => !objects.has(blob))) lost.push(placeOf(key))
  }
  return lost
}

/** Keys of blobs by the bytes of the manifest that names them: bytes never change. */
const named = new WeakMap<Uint8Array, readonly string[]>()

function blobsIn(bytes: Uint8Array): readonly string[] {
  const known = named.get(bytes)
  if (known !== undefined) return known
  const { blobs = [] } = JSON.parse(Buffer.from(bytes).toString()) as Partial<RecoveryPoint>
  const keys = blobs.map(({ sha256 }) => blobKey(sha256))
  named.set(bytes, keys)
  return keys
}

/** What a manifest's key and the key of its copy have in common. */
function placeOf(key: string): string {
  return key.replace(/^(?:points|expired\/[^/]+)\//, '')
}

/**
 * What the last step did against locks: took a locked manifest away, or made a pointer name what is not locked as long as
 * its manifest. A blob may go that is being locked for a manifest: its writer is refused, and puts it again.
 */
function lockBreaches(
  { memory, now }: SteppedWorld,
  key: string,
  locked: Map<string, Date>,
): readonly string[] {
  const held = memory.objects.get(key)
  const before = locked.get(key)
  if (held?.lock !== undefined) locked.set(key, held.lock.until)
  else locked.delete(key)
  if (key.startsWith('points/') && held === undefined && before !== undefined && before > now())
    return [`${key} went before its time`]
  if (!key.startsWith('latest/') || held === undefined) return []
  const { manifest } = JSON.parse(Buffer.from(held.bytes).toString()) as Pointer
  const { lock, bytes } = memory.objects.get(manifest)!
  if (lock === undefined) return [`${manifest} is not locked`]
  // Reading can take as long as the term: then there was nothing to lock any more.
  if (lock.until <= now()) return []
  return blobsIn(bytes)
    .filter((blob) => (memory.objects.get(blob)?.lock?.until ?? 0) < lock.until)
    .map((blob) => `${blob} is not locked as long as ${manifest}`)
}

/** Plays one schedule. @returns manifests that lacked a blob at any time, and those that did since a pointer named them */
async function play(seed: number, settings: Omit<Play, 'world' | 'tally'>, tally: Play['tally']) {
  const world = steppedWorld(seed)
  const one: Play = { world, tally, ...settings }
  const lost = new Set<string>()
  const lostPointed = new Set<string>()
  const pointed = new Set<string>()
  const locked = new Map<string, Date>()
  const unlocked: string[] = []
  const work = [
    ...[1, 2, 3].map(() => writer(one)),
    ...['a', 'b'].map((name) => retention(one, name)),
    undeleter(one),
  ]
  await world.run(work, (key) => {
    if (one.isLocking) unlocked.push(...lockBreaches(world, key, locked))
    const written = world.memory.objects.get(key)
    if (key.startsWith('latest/') && written !== undefined) {
      pointed.add(placeOf((JSON.parse(Buffer.from(written.bytes).toString()) as Pointer).manifest))
    }
    for (const place of broken(world.memory)) {
      lost.add(place)
      if (pointed.has(place)) lostPointed.add(place)
    }
  })
  return { world, unlocked, lost: [...lost], lostPointed: [...lostPointed] }
}

const noTally = () => ({ captured: 0, expired: 0, deleted: 0, refused: 0, undeleted: 0, interrupted: 0 })
const seeds = (count: number, from: number) => Array.from({ length: count }, (_, index) => from + index)

describe('captures, retention, undeletion and sweeps in any order', () => {
  test('no manifest ever lacks a blob that it names, in 600 schedules', async () => {
    const tally = noTally()
    const lost: string[] = []
    for (const seed of seeds(600 * TIMES, 1)) {
      const end = await play(seed, { longest: 20 * SECOND, isFenced: true }, tally)
      lost.push(...end.lost.map((place) => `seed ${seed}: ${place}`))
      const { damage } = await verify(end.world.memory)
      lost.push(...damage.map(({ kind, key }) => `seed ${seed}: ${kind} ${key}`))
    }
    expect(lost).toEqual([])
    // The schedules would show nothing if nothing happened in them.
    expect(tally.deleted).toBeGreaterThan(200)
    expect(tally.expired).toBeGreaterThan(2500)
    expect(tally.undeleted).toBeGreaterThan(200)
    expect(tally.interrupted).toBeGreaterThan(2000)
  })

  test('nor does any that a pointer named, in 900 schedules, however long writers take over a single call', async () => {
    const tally = noTally()
    const lost: string[] = []
    for (const seed of seeds(900 * TIMES, 100_000)) {
      const { lostPointed } = await play(seed, { longest: 3 * DAY, isFenced: true }, tally)
      lost.push(...lostPointed.map((place) => `seed ${seed}: ${place}`))
    }
    expect(lost).toEqual([])
    expect(tally.deleted).toBeGreaterThan(200)
    expect(tally.refused).toBeGreaterThan(500)
  })

  test('with locks nothing locked goes, and what a pointer names is locked, in 300 schedules', async () => {
    const tally = noTally()
    const wrong: string[] = []
    for (const seed of seeds(300 * TIMES, 200_000)) {
      const longest = seed % 2 === 0 ? 20 * SECOND : 3 * HOUR
      const end = await play(seed, { longest, isFenced: true, isLocking: true }, tally)
      wrong.push(...[...end.unlocked, ...end.lostPointed].map((what) => `seed ${seed}: ${what}`))
    }
    expect(wrong).toEqual([])
    expect(tally.deleted).toBeGreaterThan(20)
    expect(tally.expired).toBeGreaterThan(300)
    expect(tally.refused).toBeGreaterThan(50)
  })

  test('without the look at the sweep such a schedule loses a blob', async () => {
    for (const seed of seeds(500, 100_000)) {
      const { lostPointed } = await play(seed, { longest: 3 * DAY, isFenced: false }, noTally())
      if (lostPointed.length > 0) return
    }
    throw new Error('nothing was lost: the schedules are too tame to show anything')
  })
})
