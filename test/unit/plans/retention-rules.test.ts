import { expect, test } from '@jest/globals'
import { RetentionRules } from '../../../shared/model/retention.ts'
import type { Plan, PlanFile } from '../../../shared/plans/plan-file.ts'
import { retentionRules, retentionText } from '../../../shared/plans/retention-rules.ts'

const file: PlanFile = {
  version: 1,
  schedules: { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'Europe/Berlin' },
  plans: {},
}

test('the rules of a plan are those that retention decides by', () => {
  const plan: Plan = {
    retention: {
      keep: { within: '8w', withinMonthly: '1y6mo', daily: 14, last: 'unlimited' },
      afterDeletion: '7y',
    },
  }
  const rules = retentionRules(plan, file)
  expect(rules).toEqual({
    within: { years: 0, months: 0, days: 56, hours: 0 },
    withinMonthly: { years: 1, months: 6, days: 0, hours: 0 },
    daily: 14,
    last: 'unlimited',
    deleted: { years: 7, months: 0, days: 0, hours: 0 },
    timeZone: 'Europe/Berlin',
  })
  expect(RetentionRules.parse(rules)).toEqual(rules)
})

test('without retention everything is kept', () => {
  expect(retentionRules({}, file)).toBeUndefined()
  expect(retentionText(undefined)).toBe('everything, for ever')
})

test('the time zone is that of the plan when it has schedules of its own', () => {
  const schedules = { ...file.schedules, timeZone: 'UTC' }
  expect(retentionRules({ schedules, retention: { keep: { last: 1 } } }, file)?.timeZone).toBe('UTC')
})

test.each([
  [
    { keep: { within: '7d', withinDaily: '30d', monthly: 12 }, afterDeletion: '1y' },
    'within 7d, daily within 30d, monthly 12; of a deleted function the last point for 1y',
  ],
  [{ keep: { last: 3 } }, 'last 3; of a deleted function the last point for ever'],
])('the rules are told in a line: %j', (retention, text) => {
  expect(retentionText(retention)).toBe(text)
})
