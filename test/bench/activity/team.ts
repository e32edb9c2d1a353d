import type { ActivityLine } from '../../../shared/model/activity.ts'
import { foundGone, policyWork } from './found-by-run.ts'
import type { Random } from './random.ts'
import { DAY, HOUR, MINUTE, attempt, line, person, play, role } from './script.ts'

export const PIPELINES = ['deploy-shop', 'deploy-data', 'deploy-web'].map(role)
export const PEOPLE = Array.from({ length: 8 }, (_, n) => person(`engineer-${n}`))

/** The weeks of a platform team of eight with three pipelines and 400 functions; nobody means any harm. */
export function normalWeeks(random: Random, start: number, weeks: number): ActivityLine[] {
  const days = Array.from({ length: weeks * 7 }, (_, day) => day)
  return days.flatMap((day) => {
    const morning = start + day * DAY + 8 * HOUR
    const isWeekend = day % 7 > 4
    return isWeekend ? weekend(random, morning) : [...workday(random, morning, day), ...rare(random, morning)]
  })
}

function weekend(random: Random, morning: number): ActivityLine[] {
  const by = PEOPLE[random.between(0, 7)] ?? ''
  return random.chance(0.3)
    ? play(random, { at: morning + 5 * HOUR, by, count: 2, takes: 20 * MINUTE, part: 'code' })
    : []
}

function workday(random: Random, morning: number, day: number): ActivityLine[] {
  const hour = () => morning + random.between(0, 9 * 60) * MINUTE
  const deploys = PIPELINES.flatMap((by) =>
    Array.from({ length: random.between(2, 8) }, () =>
      play(random, { at: hour(), by, count: random.between(3, 25), takes: 10 * MINUTE, part: 'code' }),
    ),
  )
  const policies = Array.from({ length: random.between(0, 3) }, () => policyWork(random, hour()))
  const previews = Array.from({ length: random.between(0, 4) }, () => {
    const deed = { at: hour(), by: role('deploy-web'), count: random.between(3, 12), takes: 3 * MINUTE }
    const gone = play(random, { ...deed, at: deed.at + 2 * HOUR, part: 'deleted', prefix: 'preview' })
    // Now and then a run is at work in that zone and finds them gone as well.
    const found = random.chance(0.1) ? foundGone(gone, deed.at + 2 * HOUR + 8 * MINUTE) : []
    return [...play(random, { ...deed, part: 'created', prefix: 'preview' }), ...gone, ...found]
  })
  const release =
    day % 7 === 4
      ? [play(random, { at: morning, by: role('deploy-shop'), count: 120, takes: 30 * MINUTE, part: 'code' })]
      : []
  const byHand = PEOPLE.flatMap((by) => {
    const part = random.chance(0.5) ? ('code' as const) : ('configuration' as const)
    const changes = play(random, { at: hour(), by, count: random.between(0, 4), takes: HOUR, part })
    const tidying = random.chance(0.05)
      ? play(random, { at: hour(), by, count: random.between(1, 4), takes: 20 * MINUTE, part: 'deleted' })
      : []
    return [changes, tidying]
  })
  return [...deploys, ...policies, ...previews, ...release, ...byHand].flat()
}

/** What happens every few weeks, each of which looks like an attack. */
function rare(random: Random, morning: number): ActivityLine[] {
  const by = PEOPLE[random.between(0, 7)] ?? ''
  const at = morning + random.between(0, 500) * MINUTE
  const inWeeks = (weeks: number) => random.chance(1 / (5 * weeks))
  const opened = { event: 'AddPermission', what: ['policy', 'policy-opened'] } satisfies Partial<ActivityLine>
  return [
    // A clean-up, a new runtime for many functions by a script, somebody who joins, a new public function.
    ...(inWeeks(4)
      ? play(random, { at, by, count: random.between(5, 15), takes: 40 * MINUTE, part: 'deleted' })
      : []),
    ...(inWeeks(8)
      ? play(random, { at, by, count: random.between(20, 60), takes: 30 * MINUTE, part: 'code' })
      : []),
    ...(inWeeks(6)
      ? play(random, { at, by: person(`joiner-${at}`), count: 2, takes: HOUR, part: 'configuration' })
      : []),
    ...(inWeeks(6) ? [line(random, { at, by, name: `site-${at}`, fields: opened })] : []),
    // Holdfast itself is deployed.
    ...(inWeeks(8)
      ? [attempt(random, at, role('deploy-data'), ['s3.amazonaws.com', 'PutBucketPolicy'])]
      : []),
  ]
}
