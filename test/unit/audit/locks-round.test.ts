import { describe, expect, test } from '@jest/globals'
import type { LocksLook } from '../../../shared/audit/facts/locks-round.ts'
import { afterLook, rulesOf } from '../../../shared/audit/facts/locks-round.ts'
import type { LocksRecord } from '../../../shared/model/audit.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import { plansOf } from './audit-world.ts'

const RULES = '0'.repeat(64)
const at = new Date('2026-01-01T00:00:00.000Z')
const pathOf = (name: string) => `123456789012/eu-west-1/function/${name}`

/** What is known after looks that begin where the one before stopped: each counts some objects that it does not name. */
function afterLooks(...looks: readonly (readonly [stoppedAt: string | undefined, beyond: number])[]) {
  const known: LocksRecord[] = []
  for (const [name, beyond] of looks) {
    const before = known.at(-1)
    const stoppedAt = name === undefined ? undefined : pathOf(name)
    const look: LocksLook = { at, beganAfter: before?.after ?? undefined, stoppedAt, found: [], beyond }
    known.push(afterLook(before, RULES, look))
  }
  return known.map(({ more }) => more)
}

describe('how many objects are not locked besides those that are named', () => {
  test('counts all that a round counted, also when its last look came to the end of the vault', () => {
    // From the beginning to f; to p; over the end to c.
    expect(afterLooks(['f', 5], ['p', 3], ['c', 2])).toEqual([5, 8, 10])
  })

  test('stays while the next round is under way, and is what that counted when it is over', () => {
    const round = [['f', 5] as const, ['p', 3] as const, ['c', 2] as const]
    expect(afterLooks(...round, ['m', 0], ['z', 0], ['d', 0])).toEqual([5, 8, 10, 10, 10, 2])
    expect(afterLooks(...round, ['m', 9], ['z', 9], ['d', 9]).slice(3)).toEqual([11, 20, 29])
  })

  test('is none once a round found all locked, and at once where one look saw all', () => {
    expect(afterLooks(['f', 5], ['c', 0], ['m', 0], ['b', 0]).at(-1)).toBe(0)
    expect(afterLooks(['f', 5], [undefined, 0])).toEqual([5, 0])
    expect(afterLooks([undefined, 4], ['f', 0], ['c', 0])).toEqual([4, 4, 0])
  })
})

describe('the rules that locks are asked for by', () => {
  const file = (over: Partial<PlanFile> = {}, standard: Partial<PlanFile['plans'][string]> = {}) => {
    const plans = plansOf()
    return rulesOf(
      { ...plans, ...over, plans: { standard: { ...plans.plans['standard'], ...standard } } },
      's3://v',
    )
  }
  const select = [{ names: ['orders'] }] satisfies PlanFile['plans'][string]['select']

  test('stay when something else of the plans changes', () => {
    expect(file({ audit: { schedule: 'rate(1 day)' } })).toBe(file())
    expect(file({}, { objective: '1d', description: 'all', retention: { keep: { last: 3 } } })).toBe(file())
    const exclude = (reason: string) => file({ exclude: [{ select, reason }] })
    expect(exclude('a toy')).toBe(exclude('nobody needs it'))
  })

  test.each([
    ['the default plan', file({ default: undefined })],
    ['what is excluded', file({ exclude: [{ select, reason: 'a toy' }] })],
    ['what a plan selects', file({}, { select })],
    ['what a plan excepts', file({}, { except: select })],
    ['the locks of a plan', file({}, { immutability: { mode: 'governance', term: '30d' } })],
  ])('change with %s', (_what, changed) => {
    expect(changed).not.toBe(file())
  })
})
