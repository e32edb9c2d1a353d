import { describe, expect, test } from '@jest/globals'
import type { FunctionContent } from '../../../shared/model/manifest.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import { rulingsOf } from '../../../shared/plans/ruling.ts'
import { preparedPoint } from '../../fakes/points.ts'

const file: PlanFile = {
  version: 1,
  default: 'standard',
  schedules: { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'UTC' },
  exclude: [{ select: [{ names: ['tmp-*'] }], reason: 'made anew every night' }],
  plans: {
    payments: { select: [{ tags: { team: 'payments' } }], retention: { keep: { daily: 30 } } },
    archive: {},
    standard: { retention: { keep: { last: 3 }, afterDeletion: '1y' } },
  },
}

const WITH_PLACEMENT: PlanFile = {
  ...file,
  plans: { ...file.plans, near: { select: [{ placement: { zoneType: ['local-zone'] } }] } },
}

/** The ruling for a function whose newest point has this content. */
function rule(content: Partial<FunctionContent>, { name = 'hello', plans = file } = {}) {
  const { resource, ...point } = preparedPoint('x')
  const head = { format: 1, type: 'point', id: '0'.repeat(16), previous: null } as const
  const configuration = { FunctionName: name }
  return rulingsOf(plans)({
    ...head,
    ...point,
    resource: { ...resource, kind: 'function', name },
    content: { configuration, ...content },
  })
}

describe('the points of a function are judged', () => {
  test('by the rules of the plan that selects it', () => {
    expect(rule({ tags: { team: 'payments' } })).toEqual({
      plan: 'payments',
      rules: { daily: 30, timeZone: 'UTC' },
    })
  })

  test('by those of the default plan when no other selects it', () => {
    expect(rule({ tags: {} })).toMatchObject({ plan: 'standard', rules: { last: 3, deleted: { years: 1 } } })
  })

  test('by those of the plan that its tag names', () => {
    const tags = { team: 'payments', 'holdfast:plan': 'standard' }
    expect(rule({ tags })).toMatchObject({ plan: 'standard' })
  })
})

describe('everything of a function is kept', () => {
  test.each([
    ['its plan says nothing of retention', { 'holdfast:plan': 'archive' }, 'plan archive keeps everything'],
    [
      'its tag names no plan',
      { 'holdfast:plan': 'paymets' },
      'its tag holdfast:plan names no plan of the file',
    ],
    ['its tag excludes it', { 'holdfast:exclude': 'a toy' }, 'excluded from all plans: a toy'],
  ])('when %s', (_when, tags, why) => {
    expect(rule({ tags })).toMatchObject({ why })
    expect(rule({ tags })).not.toHaveProperty('rules')
  })

  test('when the file excludes it', () => {
    expect(rule({ tags: {} }, { name: 'tmp-1' })).toEqual({
      why: 'excluded from all plans: made anew every night',
    })
  })

  test('when no plan is for it', () => {
    const { default: _none, ...plans } = file
    expect(rule({ tags: {} }, { plans })).toEqual({ why: 'no plan is for it' })
  })

  test('when its tags could not be read: they may name a plan that keeps for longer', () => {
    expect(rule({})).toEqual({ why: 'its tags could not be read, and may name another plan' })
  })

  test('when its placement could not be read and a plan asks for one', () => {
    expect(rule({ tags: {} }, { plans: WITH_PLACEMENT })).toMatchObject({
      why: expect.stringContaining('placement') as unknown,
    })
    expect(rule({ tags: {}, placement: [] }, { plans: WITH_PLACEMENT })).toMatchObject({ plan: 'standard' })
    expect(rule({ tags: {} })).toMatchObject({ plan: 'standard' })
  })
})
