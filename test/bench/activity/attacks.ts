import type { ActivityLine, DetectorName } from '../../../shared/model/activity.ts'
import { foundGone, openedUnseen } from './found-by-run.ts'
import type { Random } from './random.ts'
import { HOUR, MINUTE, attempt, line, person, play, role } from './script.ts'
import { PEOPLE } from './team.ts'

/** One kind of attack: what it looks like, and who must see it. */
export interface Attack {
  readonly name: string
  /** It stays below every limit on purpose: what is missed of it is what the limits cost. */
  readonly isBelowLimits?: boolean
  readonly detector: DetectorName
  readonly play: (random: Random, at: number) => readonly ActivityLine[]
}

const somebody = (random: Random) => PEOPLE[random.between(0, 7)] ?? ''

/** A plan with limits of its own. */
export const CRITICAL = 'critical'

/** What calls tell of functions that somebody deletes within half an hour. */
export function deleting(random: Random, at: number, count: number): ActivityLine[] {
  return play(random, { at, by: somebody(random), count, takes: 30 * MINUTE, part: 'deleted' })
}

export const ATTACKS: readonly Attack[] = [
  {
    name: 'a stolen key deletes 15 to 200 functions',
    detector: 'deletions',
    play: (random, at) =>
      play(random, {
        at,
        by: somebody(random),
        count: random.between(15, 200),
        takes: random.between(2, 50) * MINUTE,
        part: 'deleted',
      }),
  },
  {
    name: 'a pipeline deletes 60 to 300 functions',
    detector: 'deletions',
    play: (random, at) =>
      play(random, {
        at,
        by: role('deploy-web'),
        count: random.between(60, 300),
        takes: random.between(2, 50) * MINUTE,
        part: 'deleted',
      }),
  },
  {
    name: 'slowly, 8 deletions an hour for 6 hours',
    isBelowLimits: true,
    detector: 'deletions',
    play: (random, at) =>
      play(random, { at, by: somebody(random), count: 48, takes: 6 * HOUR, part: 'deleted' }),
  },
  {
    name: 'a stolen key replaces the code of 30 to 150 functions',
    detector: 'code-updates',
    play: (random, at) =>
      play(random, {
        at,
        by: somebody(random),
        count: random.between(30, 150),
        takes: random.between(5, 55) * MINUTE,
        part: 'code',
      }),
  },
  {
    name: 'a stolen key replaces the code of 5 functions',
    isBelowLimits: true,
    detector: 'code-updates',
    play: (random, at) => play(random, { at, by: somebody(random), count: 5, takes: MINUTE, part: 'code' }),
  },
  {
    name: 'a user made for it changes one function',
    detector: 'new-principal',
    play: (random, at) =>
      play(random, { at, by: person(`backdoor-${at}`), count: 1, takes: 1, part: 'code' }),
  },
  {
    name: 'a function is opened to everybody',
    detector: 'open-policy',
    play: (random, at) => {
      const fields = {
        event: 'AddPermission',
        what: ['policy', 'policy-opened'],
      } satisfies Partial<ActivityLine>
      return [line(random, { at, by: somebody(random), name: `f-${random.between(0, 399)}`, fields })]
    },
  },
  {
    name: 'a function is opened to everybody, and a run finds it without a call',
    detector: 'open-policy',
    play: openedUnseen,
  },
  {
    name: 'a run finds 15 to 200 functions gone without a call',
    detector: 'deletions',
    play: (random, at) => foundGone(deleting(random, at, random.between(15, 200)), at + 50 * MINUTE),
  },
  {
    name: 'a stolen key deletes 4 to 9 functions of a plan that lets 3 go',
    detector: 'deletions',
    play(random, at) {
      const deed = { at, by: somebody(random), takes: 20 * MINUTE, part: 'deleted', plan: CRITICAL } as const
      return play(random, { ...deed, count: random.between(4, 9) })
    },
  },
  {
    name: 'the key of the vault is to be deleted',
    detector: 'vault-attempt',
    play: (random, at) => [
      attempt(random, at, somebody(random), ['kms.amazonaws.com', 'ScheduleKeyDeletion']),
    ],
  },
  {
    name: 'the trail is stopped',
    detector: 'trail-stopped',
    play: (random, at) => [
      attempt(random, at, somebody(random), ['cloudtrail.amazonaws.com', 'StopLogging']),
    ],
  },
]
