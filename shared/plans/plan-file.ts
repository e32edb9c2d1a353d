import * as z from 'zod'
import { ActivityLimits, PlanActivity } from '../model/activity-limits.ts'
import type { WatchLimits } from '../model/activity-limits.ts'
import { DurationText, hoursOf } from '../model/duration.ts'
import { DEFAULT_GRACE, MIN_GRACE } from '../model/retention.ts'
import { ResourceRef } from '../model/resource.ts'
import { ScheduleExpression, TimeZone } from './schedule.ts'
import { Selector } from './selector.ts'

const Duration = DurationText.describe('A length of time: 36h, 30d, 8w, 6mo, 7y, 1y6mo.')
const COUNT = 'must be a whole number above 0, or unlimited.'
const Count = z.union([z.int().positive(COUNT), z.literal('unlimited')], { error: COUNT })
const Selectors = z.array(Selector).nonempty('must have at least one entry.')
const Region = ResourceRef.shape.zone.refine((zone) => zone !== 'edge', 'must be a region.')

export const PlanName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'is no name of a plan: small letters, digits and hyphens, a letter first.')

export const Schedules = z.strictObject({
  quick: ScheduleExpression.describe('When new and changed functions are read.'),
  deep: ScheduleExpression.describe('When every part of every function is read.'),
  timeZone: TimeZone.default('UTC').describe('Of both schedules, and of the days that retention counts.'),
})
export type Schedules = z.infer<typeof Schedules>

const PlanSchedules = Schedules.partial()
  .extend({ timeZone: TimeZone.describe('That of the file if not given.').optional() })
  .refine(({ quick, deep }) => quick !== undefined || deep !== undefined, 'must have quick, deep or both.')

export const CapturePart = z.enum(['code', 'configuration', 'triggers', 'event-data'])

/** Which points stay: each rule keeps points, and what no rule keeps expires. */
export const KeepRules = z
  .strictObject({
    last: Count.describe('The newest so many.').optional(),
    hourly: Count.describe('The newest of each of so many hours that have one.').optional(),
    daily: Count.optional(),
    weekly: Count.optional(),
    monthly: Count.optional(),
    yearly: Count.optional(),
    within: Duration.describe('All that are so young.').optional(),
    withinHourly: Duration.describe('The newest of each hour, as long as they are so young.').optional(),
    withinDaily: Duration.optional(),
    withinWeekly: Duration.optional(),
    withinMonthly: Duration.optional(),
    withinYearly: Duration.optional(),
  })
  .refine(
    (rules) => Object.keys(rules).length > 0,
    'must have at least one rule; leave retention out to keep all.',
  )

export const Retention = z.strictObject({
  keep: KeepRules,
  afterDeletion: Duration.describe(
    'How long the last point of a deleted function stays; for ever if not given.',
  ).optional(),
})
export type Retention = z.infer<typeof Retention>

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const Payload = z.strictObject({
  function: z.string().min(1),
  zone: Region.optional(),
  payload: z
    .string()
    .refine(isJson, 'must be JSON text.')
    .describe('JSON text that the restored function is invoked with.'),
  expect: z.string().describe('The answer that is expected; JSON is compared by value.').optional(),
})

export type PlannedPayload = z.infer<typeof Payload>

const RestoreTests = z.strictObject({
  schedule: ScheduleExpression,
  sample: z.int().nonnegative().describe('How many functions each time, besides those of production.'),
  production: Selector.describe('Functions that are tested every time.').optional(),
  region: Region.describe('Where they are restored; where they are at home if not given.').optional(),
  payloads: z.array(Payload).nonempty().optional(),
})

/** In milliseconds. */
const HOUR = 60 * 60_000

const RetentionRuns = z.strictObject({
  schedule: ScheduleExpression.describe('When the rules of all plans are carried out.').optional(),
  grace: Duration.refine(
    (text) => hoursOf(text) * HOUR >= MIN_GRACE,
    'must be at least a day: so long an expired point can be taken back.',
  )
    .describe(
      'How long expired points can be taken back, and then bytes that no point names; 7d if not given.',
    )
    .optional(),
})

/** What is promised for the resources that a plan is responsible for. */
export const Plan = z.strictObject({
  description: z.string().optional(),
  select: Selectors.describe('The plan is for resources that one of these selects.').optional(),
  except: Selectors.describe('Not for these, whatever select says.').optional(),
  schedules: PlanSchedules.describe(
    'Runs for this plan alone, besides those of the file, which look at everything.',
  ).optional(),
  capture: z
    .array(CapturePart)
    .nonempty('must have at least one entry.')
    .refine(
      (parts) => parts.includes('configuration'),
      'must have configuration: without it a point says nothing of the function.',
    )
    .describe(
      'Parts to capture; code, configuration and triggers if not given. event-data: the events that functions are tried with, which may hold personal data.',
    )
    .optional(),
  retention: Retention.optional(),
  immutability: z
    .strictObject({ mode: z.enum(['governance', 'compliance']), term: Duration })
    .describe('Object Lock: nobody deletes points before their term.')
    .optional(),
  copies: z
    .array(z.strictObject({ region: Region, account: ResourceRef.shape.account.optional() }))
    .nonempty('must have at least one entry.')
    .optional(),
  alerts: z.strictObject({ when: z.enum(['always', 'changes', 'failure']) }).optional(),
  restoreTests: RestoreTests.optional(),
  activity: PlanActivity.describe(
    'From when on something is unusual that happens to functions of the plan; what is not given is as in the file.',
  ).optional(),
  objective: Duration.describe(
    'How long ago the newest point may have been taken, or found to be as the function still is.',
  ).optional(),
})
export type Plan = z.infer<typeof Plan>

const Exclusion = z.strictObject({
  select: Selectors,
  reason: z.string().trim().min(1, 'must say why.').describe('Shown wherever the exclusion matters.'),
})

/** `holdfast.yml`. docs/plans.md describes it. */
export const PlanFile = z.strictObject({
  version: z.literal(1),
  default: PlanName.describe('The plan for all that no other one selects.').optional(),
  schedules: Schedules.describe('Of the runs that look at everything, whatever its plan.'),
  restoreTests: RestoreTests.describe('Which restores are tried; of the account as a whole.').optional(),
  retention: RetentionRuns.describe('When points expire that no rule of their plan keeps.').optional(),
  activity: ActivityLimits.describe('From when on something is unusual.').optional(),
  audit: z
    .strictObject({ schedule: ScheduleExpression.describe('When the vault is audited.') })
    .describe('When it is looked whether all of this holds; daily if not given.')
    .optional(),
  exclude: z
    .array(Exclusion)
    .nonempty('must have at least one entry.')
    .describe('What no plan is for, and why.')
    .optional(),
  plans: z
    .record(PlanName, Plan)
    .refine((plans) => Object.keys(plans).length > 0, 'must have at least one plan.')
    .describe('Plans by name. The first one that selects a resource is responsible for it.'),
})
export type PlanFile = z.infer<typeof PlanFile>

/** The schedules of a plan, with those of the file where it has none of its own. */
export function schedulesOf({ schedules }: Plan, file: PlanFile): Schedules {
  return {
    quick: schedules?.quick ?? file.schedules.quick,
    deep: schedules?.deep ?? file.schedules.deep,
    timeZone: schedules?.timeZone ?? file.schedules.timeZone,
  }
}

/**
 * How long an expired point can be taken back, and how long no manifest has named a blob that is deleted. In
 * milliseconds.
 */
export function graceOf({ retention }: Pick<PlanFile, 'retention'>): number {
  return retention?.grace === undefined ? DEFAULT_GRACE : hoursOf(retention.grace) * HOUR
}

/** From when on something is unusual: what the file says, and plans of their own functions. */
export function watchLimits({ activity, plans }: Pick<PlanFile, 'activity' | 'plans'>): WatchLimits {
  const own = Object.entries(plans).flatMap(([name, plan]) =>
    plan.activity ? [[name, plan.activity] as const] : [],
  )
  return { ...ActivityLimits.parse(activity ?? {}), plans: Object.fromEntries(own) }
}
