import { beforeEach, describe, expect, test } from '@jest/globals'
import type { RecoveryPoint } from '../../../shared/model/manifest.ts'
import type { Ruling } from '../../../shared/model/retention.ts'
import { RetentionRules } from '../../../shared/model/retention.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import { expirePlanned } from '../../../shared/retention/expire-planned.ts'
import { holdPoint } from '../../../shared/retention/holds.ts'
import { planPrune } from '../../../shared/retention/prune.ts'
import { commitPoint, commitTombstone } from '../../../shared/vault/commit.ts'
import { readExpiryRecords } from '../../../shared/vault/expired.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, preparedPoint, preparedTombstone } from '../../fakes/points.ts'

const clock = fakeClock('2026-02-01T00:00:00.000Z')
const ORDERS = { ...HELLO, name: 'orders' }
const expiredAt = clock.now()

let store: MemoryStore
let vault: Vault

beforeEach(async () => {
  store = createMemoryStore(() => new Date('2026-01-05T00:00:00Z'))
  vault = createVault({ store, clock, newId: () => 'vault' })
  for (const day of [1, 2, 3]) {
    await capture(HELLO, day)
    await capture(ORDERS, day)
  }
})

async function capture(resource: typeof HELLO, day: number): Promise<string> {
  const takenAt = `2026-01-0${day}T10:00:00.000Z`
  const point = preparedPoint(`${resource.name} on ${day}`, { resource, takenAt })
  return (await commitPoint(vault, point, await vault.latest(resource))).manifest
}

/** Keeps the last point of what is called hello, and everything else. */
const byName = ({ resource, content }: RecoveryPoint): Ruling => {
  seen.push(JSON.stringify(content))
  return resource.name === 'hello'
    ? { rules: RetentionRules.parse({ last: 1, deleted: { days: 300 } }), plan: 'short' }
    : { why: 'no plan is for it' }
}
let seen: string[] = []
const ports = () => ({ store, vault, clock })
const plan = async (rules = byName) => {
  seen = []
  return await Array.fromAsync(planPrune(ports(), { rules, filter: {} }))
}
const keys = (name: string) =>
  [...store.objects.keys()].filter((key) => key.startsWith('points/') && key.includes(`/${name}/`))
const verdicts = async (name: string) =>
  (await plan()).find(({ resource }) => resource.name === name)?.verdicts ?? []

describe('each resource is judged by its own plan', () => {
  test('which its newest point tells', async () => {
    const plans = await plan()
    expect(plans.map((one) => [one.resource.name, one.plan, one.verdicts.map(({ keep }) => keep)])).toEqual([
      ['hello', 'short', [false, false, true]],
      ['orders', undefined, [true, true, true]],
    ])
    expect(seen.every((content) => content.includes('on 3'))).toBe(true)
    expect(plans[1]?.verdicts[0]?.reasons).toEqual(['no plan is for it'])
  })

  test('of a deleted one the last before the deletion tells it', async () => {
    await commitTombstone(
      vault,
      preparedTombstone({ takenAt: '2026-01-04T10:00:00.000Z' }),
      await vault.latest(HELLO),
    )
    expect((await verdicts('hello')).map(({ keep, reasons }) => [keep, reasons.join()])).toEqual([
      [false, 'no rule keeps it'],
      [false, 'no rule keeps it'],
      [true, 'last point of what was deleted, within its term,last'],
      [true, 'newest'],
    ])
    expect(seen).toContainEqual(expect.stringContaining('hello on 3'))
  })

  test('one whose telling point is damaged keeps everything, and the others are judged', async () => {
    const newest = keys('hello').at(-1)!
    store.objects.set(newest, { ...store.objects.get(newest)!, bytes: Buffer.from('{') })
    expect((await verdicts('hello')).map(({ reasons }) => reasons.join())).toEqual(
      Array.from({ length: 3 }, () => 'the point that tells its plan cannot be read'),
    )
    expect((await plan()).length).toBe(2)
  })
})

describe('what was planned is judged once more before it expires', () => {
  const planned = () => [{ resource: HELLO, manifests: keys('hello').slice(0, 2) }]

  test('and goes when nothing changed', async () => {
    expect(await expirePlanned(ports(), planned(), { rules: byName, expiredAt })).toEqual({
      expired: 2,
      spared: [],
    })
    expect(keys('hello')).toHaveLength(1)
  })

  test('and the record of it says by which plan, and how long that kept what was deleted', async () => {
    const [doomed = ''] = keys('hello')
    await expirePlanned(ports(), [{ resource: HELLO, manifests: [doomed] }], { rules: byName, expiredAt })
    expect(await readExpiryRecords(store)).toEqual(
      new Map([[doomed, { at: expiredAt, term: { plan: 'short', deleted: { days: 300 } } }]]),
    )
  })

  test('and stays when somebody held it meanwhile', async () => {
    const [first = ''] = keys('hello')
    const before = planned()
    await holdPoint({ store, clock }, { manifest: first, by: 'ada', reason: 'audit' })
    expect(await expirePlanned(ports(), before, { rules: byName, expiredAt })).toEqual({
      expired: 1,
      spared: [{ manifest: first, reason: 'held: audit (ada)' }],
    })
  })

  test('and stays when its plan keeps it now', async () => {
    const rules = () => ({ why: 'no plan is for it' })
    expect(await expirePlanned(ports(), planned(), { rules, expiredAt })).toMatchObject({ expired: 0 })
    expect(keys('hello')).toHaveLength(3)
  })

  test('and nothing goes that was not planned, though the rules would let it', async () => {
    const [first = ''] = keys('hello')
    await expirePlanned(ports(), [{ resource: HELLO, manifests: [first] }], { rules: byName, expiredAt })
    expect(keys('hello')).toHaveLength(2)
  })

  test('twice, and the second time nothing is left to do', async () => {
    const before = planned()
    await expirePlanned(ports(), before, { rules: byName, expiredAt })
    const after = [...store.objects.keys()]
    expect(await expirePlanned(ports(), before, { rules: byName, expiredAt })).toEqual({
      expired: 2,
      spared: [],
    })
    expect([...store.objects.keys()]).toEqual(after)
  })
})
