import { describe, expect, test } from '@jest/globals'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import type { ToldWhen } from '../../../shared/plans/told-when.ts'
import { toldWhen } from '../../../shared/plans/told-when.ts'

function file(whens: Readonly<Record<string, ToldWhen | undefined>>): PlanFile {
  const plans = Object.entries(whens).map(([name, when]) => [name, when ? { alerts: { when } } : {}] as const)
  const schedules = { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'UTC' }
  return { version: 1, schedules, plans: Object.fromEntries(plans) }
}

describe('which runs people hear of', () => {
  test.each([
    ['the plan that wants to hear the most decides', { a: 'failure', b: 'changes' }, undefined, 'changes'],
    ['a plan that says nothing wants to hear of each', { a: 'failure', b: undefined }, undefined, 'always'],
    ['a run for one plan is told as that one says', { a: 'failure', b: 'always' }, 'a', 'failure'],
    ['a run for a plan that is not there is told', { a: 'failure' }, 'b', 'always'],
  ] as const)('%s', (_what, whens, plan, when) => {
    expect(toldWhen(file(whens), plan)).toBe(when)
  })

  test('without plans it is each', () => {
    expect(toldWhen(undefined, undefined)).toBe('always')
  })
})
