import type { WatchState } from '../../shared/model/watch-state.ts'
import { learn, newWatch } from '../../shared/activity/watch-state.ts'
import type { WatchLimits } from '../../shared/model/activity-limits.ts'
import { ActivityLimits } from '../../shared/model/activity-limits.ts'
import { DetectorName } from '../../shared/model/activity.ts'
import { ATTACKS, CRITICAL, deleting } from './activity/attacks.ts'
import type { Attack } from './activity/attacks.ts'
import { foundGone } from './activity/found-by-run.ts'
import { Random } from './activity/random.ts'
import { DAY, HOUR, MINUTE } from './activity/script.ts'
import { isAbout, simulate } from './activity/simulate.ts'
import { PIPELINES, normalWeeks } from './activity/team.ts'
import type { Bench, Measurement } from './measurement.ts'
import { ascending, measured, quantile } from './measurement.ts'

/** Teams, each of another seed. */
const TEAMS = 4
const WEEKS = 12
/** Attacks of each kind. */
const TRIES = 50

const START = Date.parse('2026-06-01T00:00:00Z')
const PLANS = { [CRITICAL]: { deletionsPerHour: 3 } }
const NAMED = { ...ActivityLimits.parse({ deployers: PIPELINES }), plans: PLANS }
const UNNAMED = ActivityLimits.parse({})

export const detectors: Bench = {
  name: 'detectors',
  title: 'Unusual activity: false alarms and misses',
  meaning:
    'Generated streams, the same for the same seed, go through the watch as it is deployed: a look every five minutes, events half a minute to ten minutes late. False alarms: four teams of eight people and three pipelines with 400 functions, twelve weeks each, of which the first two are learnt; nobody means any harm, but people clean up, run scripts over many functions, join, change policies, make functions public, and deploy Holdfast, and runs find gone what calls tell of as well. Misses: each attack is planted fifty times into a day of such a team, by somebody who is known. Two kinds stay below every limit on purpose; each of these deletions is told by itself all the same, and each change is a recovery point. What is opened and found by a run is a pair of policies of eight kinds that let everybody in, which capture compares. What the recorded events of red teams come to is in test/unit/activity/detectors.test.ts.',
  async run() {
    const alarms = await Promise.resolve(falseAlarms(NAMED))
    const total = alarms.reduce((sum, { value }) => sum + value, 0)
    const unnamed = falseAlarms(UNNAMED).reduce((sum, { value }) => sum + value, 0)
    return [
      measured('false alarms, with the pipelines named', total, 'a week', { bound: { most: 2 } }),
      measured('false alarms, with no pipeline named', unnamed, 'a week', {
        note: 'why deployers are worth naming',
      }),
      ...alarms,
      ...ATTACKS.flatMap(missed),
      toldTwice(),
    ]
  },
}

function falseAlarms(limits: WatchLimits): readonly Measurement[] {
  const until = START + WEEKS * 7 * DAY
  const told = Array.from({ length: TEAMS }, (_, seed) =>
    simulate(normalWeeks(new Random(seed), START, WEEKS), { from: START, until, limits }),
  ).flat()
  return DetectorName.options.map((name) => {
    const count = told.filter(({ detector }) => detector === name).length
    return measured(`of these ${name}`, count / (TEAMS * WEEKS), 'a week')
  })
}

function missed(attack: Attack): readonly Measurement[] {
  const delays = Array.from({ length: TRIES }, (_, seed) => delayOf(attack, seed))
  const seen = ascending(delays.filter((delay) => delay !== undefined))
  const share = (100 * (TRIES - seen.length)) / TRIES
  const note = seen.length === 0 ? {} : { note: `told ${minutesText(quantile(seen, 0.5))}` }
  const bound = attack.isBelowLimits === true ? {} : { bound: { most: 0 } }
  return [measured(`missed: ${attack.name}`, share, '%', { ...bound, ...note })]
}

/** Three weeks of a team, of which more than two are over and learnt: the attack comes on the next day. */
const TEAM = normalWeeks(new Random(99), START, 3)
const DAY_OF_ATTACK = START + 16 * DAY
const LEARNT: WatchState = (() => {
  const watch = newWatch('123456789012', new Date(START))
  const past = TEAM.filter(({ at }) => Date.parse(at) < DAY_OF_ATTACK)
  return { ...watch, principals: learn(watch, past, NAMED) }
})()

/** How often one mass deletion that calls tell of, and a run that ends while it goes on finds as well, is told twice. */
function toldTwice(): Measurement {
  const twice = Array.from({ length: TRIES }, (_, seed) => {
    const random = new Random(2000 + seed)
    const at = DAY_OF_ATTACK + random.between(0, 20 * 60) * MINUTE
    const calls = deleting(random, at, random.between(40, 200))
    const done = random.between(10, 45) * MINUTE
    const found = foundGone(
      calls.filter((one) => Date.parse(one.at) < at + done - 10 * MINUTE),
      at + done,
    )
    const looks = { from: at - HOUR, until: at + 9 * HOUR, limits: NAMED, before: LEARNT }
    return simulate([...calls, ...found], looks).filter(({ detector }) => detector === 'deletions').length
  })
  const share = (100 * twice.filter((count) => count > 1).length) / TRIES
  return measured('told twice: a mass deletion that calls and a run tell of', share, '%', {
    bound: { most: 0 },
  })
}

/** Milliseconds from the last call of an attack until it is told; `undefined` when it is not. */
function delayOf(attack: Attack, seed: number): number | undefined {
  const random = new Random(1000 + seed)
  const at = DAY_OF_ATTACK + random.between(0, 20 * 60) * MINUTE
  const lines = attack.play(random, at)
  const looks = { from: at - HOUR, until: at + 9 * HOUR, limits: NAMED, before: LEARNT }
  const told = simulate([...TEAM, ...lines], looks)
  const alarm = told.find((one) => one.detector === attack.detector && isAbout(one, lines))
  const last = Math.max(...lines.map(({ at }) => Date.parse(at)))
  return alarm && alarm.toldAt - last
}

function minutesText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / MINUTE)
  return `${minutes} min ${ms < 0 ? 'before' : 'after'} its last call`
}
