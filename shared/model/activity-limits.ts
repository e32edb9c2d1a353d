import * as z from 'zod'
import { given } from './members.ts'

const Most = z.int().positive('must be a whole number above 0.')
const Days = z.int().positive('must be a whole number of days above 0.')
const Patterns = z.array(z.string().min(1, 'must not be empty.'))

/** What counts as unusual. A person or a pipeline that does more is told of. */
export const ActivityLimits = z.strictObject({
  deployers: Patterns.describe(
    'ARNs of the roles and users that deploy; * for any letters. What they do in bulk is their work.',
  ).default([]),
  deletionsPerHour: Most.describe(
    'Functions that one principal deletes in an hour before it is told.',
  ).default(10),
  deletionsPerHourByDeployers: Most.describe('The same, for those that deploy.').default(50),
  codeUpdatesPerHour: Most.describe(
    'Functions whose code one principal changes in an hour before it is told, unless it deploys.',
  ).default(25),
  newPrincipals: z
    .boolean()
    .describe('Whether the first change by a principal is told, unless it deploys.')
    .default(true),
  learningDays: Days.describe('For so long from the beginning principals are learnt, and not told.').default(
    14,
  ),
  rememberDays: Days.describe('A principal that changed nothing for so long is new again.').default(90),
  publicFunctions: Patterns.describe(
    'Names of functions that everybody may invoke on purpose; * for any letters.',
  ).default([]),
})
export type ActivityLimits = z.infer<typeof ActivityLimits>

/** What a plan says of its own functions; what it does not say is as the file has it. */
export const PlanActivity = z
  .strictObject({
    deletionsPerHour: Most.describe('Of functions of the plan, instead of that of the file.').optional(),
    deletionsPerHourByDeployers: Most.optional(),
    codeUpdatesPerHour: Most.optional(),
    newPrincipals: z.boolean().optional(),
    publicFunctions: Patterns.optional(),
  })
  .refine((limits) => Object.keys(limits).length > 0, 'must have at least one limit.')
export type PlanActivity = z.infer<typeof PlanActivity>

/** The limits of a file, with those that plans have of their own, by the plans' names. */
export interface WatchLimits extends ActivityLimits {
  readonly plans?: Readonly<Record<string, PlanActivity>>
}

/** What counts for the functions of a plan: its own limits, and the file's where it has none. */
export function limitsOfPlan({ plans, ...limits }: WatchLimits, plan: string | undefined): ActivityLimits {
  const own = plan !== undefined && Object.hasOwn(plans ?? {}, plan) ? plans?.[plan] : undefined
  return { ...limits, ...(own && given(own)) }
}

/** Whether a plan has that limit of its own: what happens to its functions is counted by itself then. */
export function hasOwnLimit(
  { plans = {} }: WatchLimits,
  plan: string | undefined,
  limit: keyof PlanActivity,
): plan is string {
  return plan !== undefined && Object.hasOwn(plans, plan) && plans[plan]?.[limit] !== undefined
}
