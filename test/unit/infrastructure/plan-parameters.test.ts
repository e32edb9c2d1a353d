import { describe, expect, test } from '@jest/globals'
import { checkRestoreTests, withPlans } from '../../../infrastructure/plan-parameters.ts'
import { stackParameters } from '../../../infrastructure/stack-parameters.ts'
import { SettingInvalidError } from '../../../shared/errors.ts'

const NOW = new Date('2026-11-21T12:00:00.000Z')
const PARAMETERS = {
  QuickSchedule: { Default: 'old' },
  DeepSchedule: { Default: 'old' },
  ScheduleTimeZone: { Default: 'UTC' },
  RestoreTestSchedule: { Default: 'old' },
  RestoreTestSample: { Default: 5 },
  RestoreTestProductionTag: { Default: '' },
  RestoreTestRegion: { Default: '' },
  LongestLockDays: { Default: 0 },
  CaptureTestEvents: { Default: 'no' },
  QuotaShare: { Default: 0.33 },
}
const FILE = `version: 1
schedules: { quick: rate(6 hours), deep: cron(0 3 ? * SUN *), timeZone: Europe/Berlin }
plans: { all: { } }
`
const TESTS = 'restoreTests: { schedule: rate(7 days), sample: 2, production: { tags: { env: prod } } }\n'

describe('The parameters of a deployment', () => {
  test('are those of the plans, and all others keep their defaults', () => {
    expect(withPlans(PARAMETERS, FILE, NOW)).toEqual({
      ...PARAMETERS,
      QuickSchedule: { Default: 'rate(6 hours)' },
      DeepSchedule: { Default: 'cron(0 3 ? * SUN *)' },
      ScheduleTimeZone: { Default: 'Europe/Berlin' },
      LongestLockDays: { Default: '0' },
    })
  })

  test('bound locks by the longest term of any plan, and two days', () => {
    const lock = (term: string) => `{ immutability: { mode: governance, term: ${term} } }`
    const plans = `plans: { all: { }, one: ${lock('30d')}, two: ${lock('1y1mo')} }`
    expect(withPlans(PARAMETERS, FILE.replace('plans: { all: { } }', plans), NOW)).toMatchObject({
      LongestLockDays: { Default: String(366 + 31 + 2) },
    })
  })

  test('let test events be read where a plan captures event data, and nowhere else', () => {
    const asking = FILE.replace('all: { }', 'all: { }, one: { capture: [configuration, event-data] }')
    expect(withPlans(PARAMETERS, asking, NOW)).toMatchObject({ CaptureTestEvents: { Default: 'yes' } })
    expect(withPlans(PARAMETERS, FILE, NOW)).toMatchObject({ CaptureTestEvents: { Default: 'no' } })
  })

  test('say which restores are tested', () => {
    expect(withPlans(PARAMETERS, FILE + TESTS, NOW)).toMatchObject({
      RestoreTestSchedule: { Default: 'rate(7 days)' },
      RestoreTestSample: { Default: '2' },
      RestoreTestProductionTag: { Default: 'env=prod' },
      RestoreTestRegion: { Default: '' },
    })
  })

  test('given by hand go before the plans', async () => {
    const byHand = async (variable: string) =>
      variable.startsWith('param:QuickSchedule,') ? 'rate(1 hour)' : /'(.*)'$/.exec(variable)?.[1]
    const given = await stackParameters(withPlans(PARAMETERS, FILE, NOW), byHand)
    expect(given).toContainEqual({ ParameterKey: 'QuickSchedule', ParameterValue: 'rate(1 hour)' })
    expect(given).toContainEqual({ ParameterKey: 'DeepSchedule', ParameterValue: 'cron(0 3 ? * SUN *)' })
  })

  test('are refused when the plans are not valid, each problem by its place', () => {
    expect(() => withPlans(PARAMETERS, FILE.replace('all: { }', 'all: { select: [] }'), NOW)).toThrow(
      new SettingInvalidError(
        'holdfast.yml is not valid:\n3:17 plans.all.select must have at least one entry.',
      ),
    )
  })

  test('are refused when the plans ask for restore tests that nobody may carry out', () => {
    const given = (value: string) => [{ ParameterKey: 'AllowRestore', ParameterValue: value }]
    expect(() => checkRestoreTests(given('no'), FILE + TESTS, NOW)).toThrow(/AllowRestore=yes/)
    expect(() => checkRestoreTests(given('yes'), FILE + TESTS, NOW)).not.toThrow()
    expect(() => checkRestoreTests(given('no'), FILE, NOW)).not.toThrow()
  })
})
