import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { RetentionRules } from '../../../shared/model/retention.ts'
import type { PointFacts, ResourceFacts } from '../../../shared/retention/decide.ts'
import { decide } from '../../../shared/retention/decide.ts'
import type { LocalTime } from '../../../shared/retention/local-time.ts'
import { hasRules } from '../../../shared/retention/keep-by-rules.ts'
import { createLocalTime } from '../../../shared/retention/local-time.ts'

const NOW = new Date('2026-11-21T12:00:00Z')

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'] as const
const LOCAL = new Map<string, LocalTime>(ZONES.map((zone) => [zone, createLocalTime(zone)]))

function judgement(rules: Partial<RetentionRules>) {
  const parsed = RetentionRules.parse(rules)
  return { rules: parsed, local: LOCAL.get(parsed.timeZone)!, now: NOW }
}

/** Facts of points named after the times at which they were taken; `-` before a time is a record of deletion. */
function points(...times: readonly string[]): readonly PointFacts[] {
  return times.map((time) => ({
    key: time.replace(/^-/, ''),
    type: time.startsWith('-') ? 'tombstone' : 'point',
    takenAt: new Date(`2026-${time.replace(/^-/, '').replace(' ', 'T')}:00Z`),
  }))
}

/** What becomes of each, as a table. */
function table(facts: ResourceFacts, rules: Partial<RetentionRules>): readonly string[] {
  return decide(facts, judgement(rules)).map(
    ({ point, keep, reasons }) => `${point.key} ${keep ? 'stays' : 'goes'}: ${reasons.join(', ')}`,
  )
}

const FOUR = points('11-18 10:00', '11-19 10:00', '11-20 10:00', '11-21 10:00')
const keyOf = (all: readonly PointFacts[], index: number) => all.at(index)!.key

describe('what becomes of the points of a resource', () => {
  test('rules keep what they say, and each point says why', () => {
    expect(table({ points: FOUR, newest: keyOf(FOUR, -1) }, { daily: 2, within: { days: 1 } })).toEqual([
      '11-18 10:00 goes: no rule keeps it',
      '11-19 10:00 goes: no rule keeps it',
      '11-20 10:00 stays: daily',
      '11-21 10:00 stays: newest, daily, within 1d',
    ])
  })

  test('without a rule everything stays', () => {
    const facts = { points: FOUR, newest: keyOf(FOUR, -1) }
    for (const line of table(facts, { timeZone: 'Europe/Berlin', deleted: { days: 1 } })) {
      expect(line).toContain('stays: ')
      expect(line).toContain('no rule is given')
    }
  })

  test('a point that is held, locked or needed by a restore stays', () => {
    const guarded = FOUR.map((point, index) => ({
      ...point,
      ...(index === 0 && { held: 'audit 2026 (ada)' }),
      ...(index === 1 && { lockedUntil: new Date('2026-12-01T00:00:00Z') }),
      ...(index === 2 && { usedBy: 'restore-1' }),
    }))
    expect(table({ points: guarded, newest: keyOf(guarded, -1) }, { last: 1 })).toEqual([
      '11-18 10:00 stays: held: audit 2026 (ada)',
      '11-19 10:00 stays: locked until 2026-12-01T00:00:00.000Z',
      '11-20 10:00 stays: restore restore-1 needs it',
      '11-21 10:00 stays: newest, last',
    ])
  })

  test('a lock that is over protects nothing', () => {
    const locked = FOUR.map((point) => ({ ...point, lockedUntil: NOW }))
    expect(table({ points: locked, newest: keyOf(locked, -1) }, { last: 1 })[0]).toContain('goes')
  })

  test('what is beyond the newest stays: its writer may be about to move the pointer', () => {
    expect(table({ points: FOUR, newest: keyOf(FOUR, 1) }, { last: 1 })).toEqual([
      '11-18 10:00 goes: no rule keeps it',
      '11-19 10:00 stays: newest',
      '11-20 10:00 stays: not older than the newest',
      '11-21 10:00 stays: not older than the newest, last',
    ])
  })

  test.each([undefined, 'elsewhere'])('with the pointer %j everything stays', (newest) => {
    for (const line of table({ points: FOUR, newest }, { last: 1 })) {
      expect(line).toContain('stays: its resource has no usable pointer')
    }
  })

  test('points from the future stay, and are not what `within` is told from', () => {
    const future = [...points('11-19 10:00', '11-20 10:00', '11-21 10:00', '11-30 10:00')]
    expect(table({ points: future, newest: keyOf(future, -1) }, { within: { days: 1, hours: 1 } })).toEqual([
      '11-19 10:00 goes: no rule keeps it',
      '11-20 10:00 stays: within 1d1h',
      '11-21 10:00 stays: within 1d1h',
      '11-30 10:00 stays: newest, taken in the future',
    ])
  })

  describe('of a deleted resource', () => {
    const deleted = points('11-01 10:00', '11-02 10:00', '-11-03 10:00')

    test('the last point stays for ever unless a term is given', () => {
      expect(table({ points: deleted, newest: keyOf(deleted, -1) }, { within: { hours: 1 } })).toEqual([
        '11-01 10:00 goes: no rule keeps it',
        '11-02 10:00 stays: last point of what was deleted, within 1h',
        '11-03 10:00 stays: newest',
      ])
    })

    test('the last point stays for its term, which begins with the deletion', () => {
      const rules = { withinDaily: { hours: 1 }, deleted: { days: 19 } }
      const facts = { points: deleted, newest: keyOf(deleted, -1) }
      expect(table(facts, rules)[1]).toContain('last point of what was deleted, within its term')
      expect(table(facts, { ...rules, deleted: { days: 18 } })[1]).not.toContain('within its term')
    })

    test('after the term everything goes but the record of the deletion, and what is held', () => {
      const held = deleted.map((point, index) => (index === 0 ? { ...point, held: 'audit' } : point))
      expect(table({ points: held, newest: keyOf(held, -1) }, { last: 2, deleted: { days: 1 } })).toEqual([
        '11-01 10:00 stays: held: audit',
        '11-02 10:00 goes: its term after the deletion is over',
        '11-03 10:00 stays: newest',
      ])
    })
  })

  test('a record of deletion between points stays while a point before it does', () => {
    const again = points('11-01 10:00', '-11-02 10:00', '11-03 10:00', '-11-04 10:00', '11-05 10:00')
    const facts = { points: again, newest: keyOf(again, -1) }
    expect(table(facts, { last: 2 })).toEqual([
      '11-01 10:00 goes: no rule keeps it',
      '11-02 10:00 goes: no rule keeps it',
      '11-03 10:00 stays: last',
      '11-04 10:00 stays: tells when a kept point ended',
      '11-05 10:00 stays: newest, last',
    ])
  })
})

const count = fc.option(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant('unlimited' as const)), {
  nil: undefined,
})
const span = fc.option(
  fc.record({ days: fc.integer({ min: 1, max: 90 }), hours: fc.integer({ min: 0, max: 30 }) }),
  { nil: undefined },
)
const anyRules = fc
  .record({
    last: count,
    hourly: count,
    daily: count,
    weekly: count,
    monthly: count,
    yearly: count,
    within: span,
    withinHourly: span,
    withinDaily: span,
    withinWeekly: span,
    withinMonthly: span,
    withinYearly: span,
    deleted: span,
    timeZone: fc.constantFrom(...ZONES),
  })
  .map((rules) => RetentionRules.parse(rules))
const anyPoint = fc.record({
  minutes: fc.integer({ min: -60, max: 200 * 24 * 60 }),
  isTombstone: fc.boolean(),
  held: fc.option(fc.constant('audit'), { nil: undefined, freq: 6 }),
  lockedFor: fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined, freq: 6 }),
})
const anyFacts: fc.Arbitrary<ResourceFacts> = fc
  .tuple(fc.array(anyPoint, { minLength: 1, maxLength: 30 }), fc.nat())
  .map(([drawn, back]) => {
    const all = drawn
      .toSorted((a, b) => b.minutes - a.minutes)
      .map(({ minutes, isTombstone, held, lockedFor }, index) => ({
        key: `p${index}`,
        type: isTombstone ? ('tombstone' as const) : ('point' as const),
        takenAt: new Date(NOW.getTime() - minutes * 60_000),
        ...(held !== undefined && { held }),
        ...(lockedFor !== undefined && { lockedUntil: new Date(NOW.getTime() + lockedFor * 1000) }),
      }))
    // Mostly the last one; sometimes a writer is at work.
    return { points: all, newest: all.at(-1 - (back % 3 === 0 ? back % all.length : 0))!.key }
  })

const keptOf = (facts: ResourceFacts, rules: RetentionRules) =>
  new Set(
    decide(facts, judgement(rules))
      .filter(({ keep }) => keep)
      .map(({ point }) => point.key),
  )

describe('whatever the points and the rules', () => {
  test('the newest manifest, everything held and everything locked stays', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, (facts, rules) => {
        const kept = keptOf(facts, rules)
        const mustStay = facts.points.filter(
          ({ key, held, lockedUntil }) =>
            key === facts.newest || held !== undefined || (lockedUntil !== undefined && lockedUntil > NOW),
        )
        expect(mustStay.filter(({ key }) => !kept.has(key))).toEqual([])
      }),
    )
  })

  test('what lives keeps a point, and what was deleted keeps its last one until the term is over', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, (facts, rules) => {
        const kept = keptOf(facts, rules)
        const head = facts.points.findIndex(({ key }) => key === facts.newest)
        const last = facts.points.slice(0, head + 1).findLast(({ type }) => type === 'point')
        const { deleted } = rules
        const tombstone = facts.points[head]!
        const ends =
          deleted && tombstone.takenAt.getTime() + (deleted.days! * 24 + deleted.hours!) * 3_600_000
        // A clock that was changed in between makes a day longer or shorter by an hour.
        const isOver =
          tombstone.type === 'tombstone' && ends !== undefined && ends <= NOW.getTime() + 3_600_000
        expect(last === undefined || isOver || kept.has(last.key)).toBe(true)
      }),
    )
  })

  test('one more rule keeps no point less', () => {
    const names = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly', 'within', 'withinDaily'] as const
    fc.assert(
      fc.property(anyFacts, anyRules, fc.constantFrom(...names), (facts, rules, name) => {
        const fewer: RetentionRules = { ...rules, [name]: undefined }
        fc.pre(rules[name] !== undefined && hasRules(fewer))
        const more = keptOf(facts, rules)
        expect([...keptOf(facts, fewer)].filter((key) => !more.has(key))).toEqual([])
      }),
    )
  })

  test('the same decision a second time expires nothing more', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, (facts, rules) => {
        const kept = keptOf(facts, rules)
        const left = { ...facts, points: facts.points.filter(({ key }) => kept.has(key)) }
        expect(keptOf(left, rules)).toEqual(kept)
      }),
    )
  })

  test('every verdict has a reason', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, (facts, rules) => {
        const verdicts = decide(facts, judgement(rules))
        expect(verdicts.map(({ point }) => point.key)).toEqual(facts.points.map(({ key }) => key))
        expect(verdicts.filter(({ reasons }) => reasons.length === 0)).toEqual([])
      }),
    )
  })
})
