import { beforeEach, describe, expect, test } from '@jest/globals'
import { BlobMissingError, NotFoundError } from '../../../shared/errors.ts'
import { RetentionRules } from '../../../shared/model/retention.ts'
import type { RetentionStore } from '../../../shared/ports/object-store.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import { expireManifests } from '../../../shared/retention/expire.ts'
import { holdPoint, holdStanding } from '../../../shared/retention/holds.ts'
import { prune } from '../../../shared/retention/prune.ts'
import { undelete } from '../../../shared/retention/undelete.ts'
import { commitPoint, commitTombstone } from '../../../shared/vault/commit.ts'
import { listExpired } from '../../../shared/vault/expired.ts'
import { blobKey, latestKey } from '../../../shared/vault/layout.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef, opening, preparedPoint, preparedTombstone } from '../../fakes/points.ts'
import { dyingAt } from '../../fakes/dying-store.ts'

const GRACE = 24 * 60 * 60_000
const RULES = RetentionRules.parse({ last: 1 })
const clock = fakeClock('2026-02-01T00:00:00.000Z')

let store: MemoryStore
let vault: Vault
let keys: readonly string[]

/** A chain of four points of one function, a day apart, each with a blob of its own. */
beforeEach(async () => {
  store = createMemoryStore(() => new Date('2026-01-05T00:00:00Z'))
  vault = createVault({ store, clock, newId: () => 'vault' })
  const made: string[] = []
  for (const [index, text] of ['a', 'b', 'c', 'd'].entries()) {
    const code = blobRef(text)
    await vault.putBlob(code, opening(text))
    const point = preparedPoint(text, { code, takenAt: `2026-01-0${index + 1}T10:00:00.000Z` })
    made.push((await commitPoint(vault, point, await vault.latest(HELLO))).manifest)
  }
  keys = made
})

const ports = (over: RetentionStore = store) => ({ store: over, vault, clock, newId: () => 'sweep-1' })
const run = (over?: RetentionStore) => prune(ports(over), { rules: RULES, filter: {}, grace: GRACE })
const damage = async () => (await verify(store, { readData: 'all' })).damage

describe('expiring manifests', () => {
  test('moves them aside byte for byte, with a record of what and why', async () => {
    const [first = ''] = keys
    const { bytes } = store.objects.get(first)!
    const at = new Date('2026-02-01T00:00:00Z')
    expect(await expireManifests(store, [{ manifest: first, reason: 'no rule keeps it' }], at)).toEqual([])
    expect(store.objects.has(first)).toBe(false)
    const copy = first.replace('points/', 'expired/20260201T000000Z/')
    expect(store.objects.get(copy)?.bytes).toEqual(bytes)
    const record = store.objects.get('expired/20260201T000000Z/record-00001.json')!
    expect(JSON.parse(Buffer.from(record.bytes).toString())).toEqual({
      format: 1,
      expired: [{ manifest: first, reason: 'no rule keeps it' }],
    })
  })

  test('two calls of the same second keep both their records', async () => {
    const at = new Date('2026-02-01T00:00:00Z')
    for (const manifest of keys.slice(0, 2)) await expireManifests(store, [{ manifest, reason: 'x' }], at)
    expect(await damage()).toEqual([])
    expect([...store.objects.keys()].filter((key) => key.includes('record-'))).toHaveLength(2)
  })

  test('killed after any change it leaves a whole vault, and the next call goes on', async () => {
    const whole = { expired: 0 }
    for (let changes = 0; whole.expired === 0; changes += 1) {
      const before = new Map(store.objects)
      await run(dyingAt(store, changes)).then(
        () => (whole.expired = changes),
        () => undefined,
      )
      expect(await damage()).toEqual([])
      await run()
      expect(await damage()).toEqual([])
      expect([...store.objects.keys()].filter((key) => key.startsWith('points/'))).toEqual([keys[3]])
      store.objects.clear()
      for (const [key, held] of before) store.objects.set(key, held)
    }
    // A record, three copies and three removals; nothing else changes anything yet.
    expect(whole.expired).toBe(7)
  })
})

describe('a point that somebody holds while it is being expired', () => {
  const request = () => ({ manifest: keys[1]!, by: 'ada', reason: 'audit' })
  const points = () => [...store.objects.keys()].filter((key) => key.startsWith('points/'))
  const copies = () => [...store.objects.keys()].filter((key) => /^expired\/[^/]+\/\d{12}/.test(key))

  /** Holds at the moment that a key is written. */
  const holdingAt = (suffix: string): RetentionStore => ({
    ...store,
    write: async (key, ...rest) => {
      const stat = await store.write(key, ...rest)
      if (key.endsWith(suffix)) await holdPoint({ store, clock }, request())
      return stat
    },
  })

  test('stays, whether others were moved before it or its copy was made already', async () => {
    for (const suffix of ['record-00001.json', keys[1]!.slice('points/'.length)]) {
      const before = new Map(store.objects)
      const { expired, kept } = await run(holdingAt(suffix))
      expect([expired, kept, points()]).toEqual([2, 2, [keys[1], keys[3]]])
      expect(await damage()).toEqual([])
      store.objects.clear()
      for (const [key, held] of before) store.objects.set(key, held)
    }
  })

  test('between the look for a hold and the removal is told so, though it stands at first', async () => {
    const waiting = fakeClock('2026-02-01T00:00:00.000Z')
    let removal: (() => Promise<void>) | undefined
    const remove: RetentionStore['remove'] = async (key, version) => {
      if (key === keys[1]) removal = () => store.remove(key, version)
      else await store.remove(key, version)
    }
    await run({ ...store, remove })
    // The request arrives while the one who holds waits.
    const sleep = async (ms: number) => {
      await removal?.()
      await waiting.sleep(ms)
    }
    const world = { store, clock: { ...waiting, sleep } }
    expect(await holdStanding(world, request())).toBe('expired')
    expect([waiting.sleeps, points()]).toEqual([[60_000], [keys[3]]])
  })

  test('and of which an old copy is there waits once, a minute at most, and then is held', async () => {
    await run(holdingAt('record-00001.json'))
    expect([points(), copies().length]).toEqual([[keys[1], keys[3]], 3])
    const waiting = fakeClock('2026-02-01T00:00:20.000Z')
    const told: number[] = []
    const world = { store, clock: waiting, onWait: (ms: number) => void told.push(ms) }
    for (const _ of [1, 2]) expect(await holdStanding(world, request())).toBe('unchanged')
    expect([told, waiting.sleeps]).toEqual([[40_000], [40_000]])
  })

  test('without a copy of it is held at once: whoever removes it later looks first', async () => {
    const waiting = fakeClock('2026-02-01T00:00:00.000Z')
    expect(await holdStanding({ store, clock: waiting }, request())).toBe('held')
    expect(waiting.sleeps).toEqual([])
    const copy = await run()
    expect([copy.expired, points()]).toEqual([2, [keys[1], keys[3]]])
  })

  test('a moment too late is told so, is not removed for good, and can be taken back', async () => {
    await run()
    expect(await holdStanding({ store, clock }, request())).toBe('expired')
    const later = { ...ports(), clock: fakeClock('2026-03-01T00:00:00.000Z') }
    expect((await prune(later, { rules: RULES, filter: {}, grace: GRACE })).purged).toBe(2)
    expect(copies()).toHaveLength(1)
    const [place] = await Array.fromAsync(listExpired(store))
    expect(await undelete({ ...ports(), clock }, place!, { by: 'ada', reason: 'held' })).toBe('stored')
    expect(points()).toContain(keys[1])
    // Where it stands again the copy is not needed any more.
    expect((await prune(later, { rules: RULES, filter: {}, grace: GRACE })).purged).toBe(1)
    expect(copies()).toEqual([])
    expect(await damage()).toEqual([])
  })
})

describe('a vault whose oldest points expired', () => {
  test('is whole although points name predecessors that are gone, for ever', async () => {
    await run()
    expect(await damage()).toEqual([])
    const later = { ...ports(), clock: fakeClock('2026-03-01T00:00:00.000Z') }
    expect((await prune(later, { rules: RULES, filter: {}, grace: GRACE })).purged).toBe(3)
    expect(await Array.fromAsync(listExpired(store))).toEqual([])
    expect(await damage()).toEqual([])
  })

  test('is damaged when a manifest is gone that no record names', async () => {
    await run()
    store.objects.delete([...store.objects.keys()].find((key) => key.includes('record-'))!)
    expect((await damage()).map(({ kind }) => kind)).toEqual(['previous-missing'])
  })

  test('is damaged when it lost its pointer', async () => {
    await run()
    store.objects.delete(latestKey(HELLO))
    expect((await damage()).map(({ kind }) => kind)).toEqual(['pointer-missing'])
  })

  test('takes further points', async () => {
    await run()
    await commitTombstone(
      vault,
      preparedTombstone({ takenAt: '2026-02-02T00:00:00.000Z' }),
      await vault.latest(HELLO),
    )
    expect(await damage()).toEqual([])
  })
})

describe('taking back', () => {
  const request = { by: 'ada', reason: 'a mistake' }

  test('puts the manifest where it stood, and rules leave it alone from then on', async () => {
    const { bytes } = store.objects.get(keys[1]!)!
    await run()
    const place = (await Array.fromAsync(listExpired(store))).find(({ manifest }) => manifest === keys[1])!
    expect(await undelete(ports(), place, request)).toBe('stored')
    expect(store.objects.get(keys[1]!)?.bytes).toEqual(bytes)
    expect(await undelete(ports(), place, request)).toBe('present')
    expect((await run()).expired).toBe(0)
    expect(await damage()).toEqual([])
  })

  test('is refused when a blob is gone, and when the copy is', async () => {
    await run()
    const [place] = await Array.fromAsync(listExpired(store))
    store.objects.delete(blobKey(blobRef('a').sha256))
    await expect(undelete(ports(), place!, request)).rejects.toThrow(BlobMissingError)
    store.objects.delete(place!.key)
    await expect(undelete(ports(), place!, request)).rejects.toThrow(NotFoundError)
  })
})

test('a grace period of less than a day is a mistake of the caller', async () => {
  await expect(prune(ports(), { rules: RULES, filter: {}, grace: GRACE - 1 })).rejects.toThrow(RangeError)
})
