import { spanText } from '../model/duration.ts'
import type { KeepCount, RetentionRules, Span } from '../model/retention.ts'
import type { LocalTime } from './local-time.ts'

const PERIODS = ['hour', 'day', 'week', 'month', 'year'] as const
type Period = (typeof PERIODS)[number]

/** What each period is called in a reason, and which rules speak of it. */
const RULES = {
  hour: { name: 'hourly', count: 'hourly', within: 'withinHourly' },
  day: { name: 'daily', count: 'daily', within: 'withinDaily' },
  week: { name: 'weekly', count: 'weekly', within: 'withinWeekly' },
  month: { name: 'monthly', count: 'monthly', within: 'withinMonthly' },
  year: { name: 'yearly', count: 'yearly', within: 'withinYearly' },
} as const satisfies Record<Period, object>

/** Takes the points of a resource one after the other, newest first, and says whether and why it keeps each. */
type Rule = (at: Date, place: { readonly index: number; readonly isOldest: boolean }) => string | undefined

/**
 * What the rules keep of the points of one resource. A rule judges by itself: one more rule keeps no point less.
 *
 * @param times when the points were taken, newest first
 * @returns for each the reasons to keep it; no reason, and no rule keeps it
 */
export function keepByRules(
  times: readonly Date[],
  rules: RetentionRules,
  local: LocalTime,
): readonly (readonly string[])[] {
  const [newest] = times
  if (newest === undefined) return []
  const all = [...countRules(rules, local), ...withinRules(rules, local, newest)]
  return times.map((at, index) => {
    const place = { index, isOldest: index === times.length - 1 }
    return all.map((rule) => rule(at, place)).filter((reason) => reason !== undefined)
  })
}

/** Whether there is a rule at all. */
export function hasRules({ timeZone: _zone, deleted: _deleted, ...rules }: RetentionRules): boolean {
  return Object.values(rules).some((rule) => rule !== undefined)
}

function countRules(rules: RetentionRules, local: LocalTime): readonly Rule[] {
  const last = rules.last
  const periods = PERIODS.flatMap((period) => {
    const { name, count } = RULES[period]
    const most = rules[count]
    return most === undefined ? [] : [newestOfEach(name, (at) => local[period](at), most)]
  })
  // Every point is a period of its own.
  return last === undefined ? periods : [newestOfEach('last', (_at, index) => index, last), ...periods]
}

function withinRules(rules: RetentionRules, local: LocalTime, newest: Date): readonly Rule[] {
  const limited = (span: Span, rule: Rule): Rule => {
    const since = local.before(newest, span)
    return (at, place) => (at > since ? rule(at, place) : undefined)
  }
  const { within } = rules
  const all = within === undefined ? [] : [limited(within, () => `within ${spanText(within)}`)]
  const periods = PERIODS.flatMap((period) => {
    const { name, within: member } = RULES[period]
    const span = rules[member]
    if (span === undefined) return []
    const reason = `${name} within ${spanText(span)}`
    return [
      limited(
        span,
        newestOfEach(reason, (at) => local[period](at), 'unlimited'),
      ),
    ]
  })
  return [...all, ...periods]
}

/** Keeps the newest point of each period that has one, and the oldest point of all while fewer were kept than asked for. */
function newestOfEach(reason: string, periodOf: (at: Date, index: number) => number, most: KeepCount): Rule {
  let left = most === 'unlimited' ? Number.POSITIVE_INFINITY : most
  let current: number | undefined
  return (at, { index, isOldest }) => {
    if (left === 0) return undefined
    const period = periodOf(at, index)
    const isNew = period !== current
    if (!isNew && !isOldest) return undefined
    current = period
    left -= 1
    return isNew ? reason : `oldest ${reason}`
  }
}
