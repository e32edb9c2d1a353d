import { describe, expect, test } from '@jest/globals'
import { readCopies } from '../../../shared/audit/facts/read-copies.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import { capture, fillVault } from '../../fakes/filled-vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { plansOf } from './audit-world.ts'

const RECORD = 'audits/copies.json'

/** A vault, and a copy that lacks all of it. */
async function world() {
  const from = createMemoryStore()
  const vault = await fillVault(from)
  for (const name of ['a', 'b', 'c']) await capture(vault, name, name)
  const to = { ...createMemoryStore(), url: 's3://copy' }
  /** An audit that has time for so many keys. */
  const look = async (keys: number) => {
    let asked = 0
    // Asked once more for the age of what is found.
    const clock = { now: () => new Date(2_000_000_000_000 + (asked += 1)), sleep: async () => {} }
    const ports = { store: from, plans: plansOf(), clock, log: fakeLog(), copies: [{ store: to }] }
    const seen = await readCopies(ports, { until: new Date(2_000_000_000_000 + keys + 2) })
    if (seen.type !== 'seen') throw new Error(seen.reason)
    return seen.value[0]!
  }
  return { from, look }
}

describe('a comparison that has no time for all', () => {
  test('goes on where the last one stopped, and then at the beginning: several see all', async () => {
    const { from, look } = await world()
    const all = (await look(1000)).lacks.map(({ key }) => key)
    expect(all.length).toBeGreaterThan(8)
    const seen: string[] = []
    let before: string | undefined
    for (let audit = 0; audit < all.length / 3; audit += 1) {
      const { lacks, beganAfter, stoppedAt } = await look(3)
      expect(beganAfter).toBe(before)
      expect(lacks.map(({ key }) => key).at(-1)).toBe(stoppedAt)
      seen.push(...lacks.map(({ key }) => key))
      before = stoppedAt
    }
    expect(seen.slice(0, all.length)).toEqual(all)
    expect(from.objects.has(RECORD)).toBe(true)
  })

  test('begins at the beginning once there was time for all, and one that has it writes nothing', async () => {
    const { from, look } = await world()
    expect((await look(1000)).stoppedAt).toBeUndefined()
    expect(from.objects.has(RECORD)).toBe(false)
    await look(3)
    const whole = await look(1000)
    expect(whole.beganAfter).toBeDefined()
    expect(whole.stoppedAt).toBeUndefined()
    expect((await look(3)).beganAfter).toBeUndefined()
  })

  test('that came nowhere begins there again', async () => {
    const { look } = await world()
    const { stoppedAt } = await look(3)
    await look(0)
    expect((await look(1000)).beganAfter).toBe(stoppedAt)
  })
})
