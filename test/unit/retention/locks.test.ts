import { beforeEach, describe, expect, test } from '@jest/globals'
import { RetentionRules } from '../../../shared/model/retention.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import { planPrune, prune } from '../../../shared/retention/prune.ts'
import { commitPoint, commitTombstone } from '../../../shared/vault/commit.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import type { FakeClock } from '../../fakes/fake-clock.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import type { FakeLocks } from '../../fakes/fake-locks.ts'
import { createFakeLocks } from '../../fakes/fake-locks.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef, opening, preparedPoint, preparedTombstone } from '../../fakes/points.ts'

const DAY = 86_400_000
const RULES = RetentionRules.parse({ last: 1 })
const UNTIL = new Date('2026-03-01T00:00:00.000Z')

let clock: FakeClock
let store: MemoryStore
let vault: Vault
let locks: FakeLocks
let keys: string[]

/** A chain of three points of one function, each with a blob of its own. */
beforeEach(async () => {
  clock = fakeClock('2026-02-01T00:00:00.000Z')
  store = createMemoryStore(() => clock.now())
  locks = createFakeLocks(store, () => clock.now())
  vault = createVault({ store, clock, newId: () => 'vault' })
  keys = []
  for (const text of ['a', 'b', 'c']) {
    await vault.putBlob(blobRef(text), opening(text))
    const takenAt = clock.now().toISOString()
    const point = preparedPoint(text, { code: blobRef(text), takenAt })
    keys.push((await commitPoint(vault, point, await vault.latest(HELLO))).manifest)
    clock.advance(60_000)
  }
})

const lock = (key: string) => locks.extend(key, { mode: 'governance', until: UNTIL })
const has = (key: string) => store.objects.has(key)
let ids = 0
const run = () =>
  prune(
    { store, vault, clock, locks, newId: () => `s${(ids += 1)}` },
    { rules: RULES, filter: {}, grace: DAY },
  )

async function reasons(): Promise<readonly string[]> {
  const [plan] = await Array.fromAsync(
    planPrune({ store, vault, clock, locks }, { rules: RULES, filter: {} }),
  )
  return plan!.verdicts.map(({ keep, reasons: why }) => `${keep ? 'stays' : 'goes'}: ${why.join(', ')}`)
}

describe('retention and locks', () => {
  test('a locked point stays, with the end of its lock as the reason, and goes when the lock has run out', async () => {
    await lock(keys[0]!)
    const locked = 'stays: locked until 2026-03-01T00:00:00.000Z'
    expect(await reasons()).toEqual([locked, 'goes: no rule keeps it', 'stays: newest, last'])
    expect(await run()).toMatchObject({ kept: 2, expired: 1 })
    expect(keys.map(has)).toEqual([true, false, true])
    clock.advance(28 * DAY)
    expect(await run()).toMatchObject({ expired: 1 })
  })

  test('only what would go is asked for', async () => {
    locks.calls.length = 0
    await reasons()
    expect(locks.calls).toEqual([`lockOf ${keys[0]}`, `lockOf ${keys[1]}`])
  })

  test('the record of a deletion stays with the locked point before it', async () => {
    await lock(keys[1]!)
    const takenAt = clock.now().toISOString()
    await commitTombstone(vault, preparedTombstone({ takenAt }), await vault.latest(HELLO))
    const rules = RetentionRules.parse({ last: 1, deleted: { hours: 1 } })
    clock.advance(DAY)
    const [plan] = await Array.fromAsync(planPrune({ store, vault, clock, locks }, { rules, filter: {} }))
    expect(plan!.verdicts.map(({ keep }) => keep)).toEqual([false, true, false, true])
  })

  test('a sweep leaves a locked blob that no manifest names, until its lock has run out', async () => {
    const [a, b] = ['a', 'b'].map((text) => blobKey(blobRef(text).sha256)) as [string, string]
    await lock(a)
    for (let day = 0; day < 5; day += 1) {
      clock.advance(DAY + 1)
      await run()
    }
    expect([has(a), has(b)]).toEqual([true, false])
    clock.advance(28 * DAY)
    for (let day = 0; day < 3; day += 1) {
      await run()
      clock.advance(DAY + 1)
    }
    expect(has(a)).toBe(false)
  })
})
