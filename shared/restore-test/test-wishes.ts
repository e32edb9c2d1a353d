import { SettingInvalidError } from '../errors.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import type { Selector } from '../plans/selector.ts'
import type { TestsRequest } from './begin-tests.ts'

/** What the parameters of a deployment say of its restore tests. */
export interface TestSettings {
  readonly sample: number
  /** Goes before that of the file. */
  readonly production?: Selector
  readonly toRegion?: string
}

export type TestWishes = Pick<
  TestsRequest,
  'sample' | 'production' | 'toRegion' | 'payloads' | 'plan' | 'plans'
>

/**
 * What a deployment wants tested: of everything as its parameters and the top of the file say, or of one plan as that one
 * says.
 *
 * @throws SettingInvalidError when there is no such plan, or it says nothing of restore tests
 */
export function testWishes(plans: PlanFile, settings: TestSettings, plan?: string): TestWishes {
  if (plan === undefined) {
    const { production, payloads } = plans.restoreTests ?? {}
    return { plans, payloads, production, ...settings }
  }
  const tests = Object.hasOwn(plans.plans, plan) ? plans.plans[plan]?.restoreTests : undefined
  if (tests === undefined)
    throw new SettingInvalidError(`There is no backup plan ${plan} with restore tests.`, {
      evidence: { plan },
    })
  const { sample, production, payloads, region: toRegion } = tests
  return { plans, plan, sample, production, payloads, toRegion }
}
