import { describe, expect, test } from '@jest/globals'
import type { Watched } from '../../../shared/activity/watch.ts'
import { watch } from '../../../shared/activity/watch.ts'
import type { WatchState } from '../../../shared/model/watch-state.ts'
import { LOOK_BACK_MS } from '../../../shared/model/watch-state.ts'
import { learn, newWatch } from '../../../shared/activity/watch-state.ts'
import { ActivityLimits } from '../../../shared/model/activity-limits.ts'
import type { ActivityLine } from '../../../shared/model/activity.ts'
import { changeLine, deletionLine, minutes, without } from '../../fakes/activity-lines.ts'

const LIMITS = ActivityLimits.parse({ newPrincipals: false })
const ANN = 'arn:aws:iam::123456789012:user/ann'
const START = newWatch('123456789012', new Date('2026-01-01T00:00:00Z'))

const deletions = Array.from({ length: 12 }, (_, n) => deletionLine({ name: `f${n}`, at: minutes(n) }))

/** What a look at an instant sees of a stream. */
function look(state: WatchState, stream: readonly ActivityLine[], minute: number): Watched {
  const now = Date.parse(minutes(minute))
  const seen = stream.filter(({ recordedAt }) => {
    const at = Date.parse(recordedAt)
    return at <= now && at >= now - LOOK_BACK_MS
  })
  return watch(state, seen, LIMITS, new Date(now))
}

describe('a burst of deletions', () => {
  test('is seen by every look until it is quiet, and ended once', () => {
    let state = START
    const told: string[] = []
    for (let minute = 0; minute <= 300; minute += 5) {
      const watched = look(state, deletions, minute)
      state = watched.state
      told.push(`${watched.seen.length}${watched.ended.length}`)
    }
    // Seen from the look after the eleventh deletion on; ended two hours after the last one was recorded.
    expect(told.indexOf('10')).toBe(3)
    expect(told.filter((one) => one === '01')).toHaveLength(1)
    expect(told.lastIndexOf('10') * 5).toBe(130)
    expect(state.open).toEqual([])
  })

  test('is one sighting while it grows', () => {
    const first = look(START, deletions, 11)
    const second = look(first.state, deletions, 60)
    expect(second.seen).toMatchObject([{ subject: ANN, count: 12 }])
    expect(second.ended).toEqual([])
  })

  test('is the same to a look that is repeated after a failure', () => {
    expect(look(START, deletions, 30)).toEqual(look(START, deletions, 30))
  })
})

describe('principals', () => {
  const later = (at: string, state: WatchState['principals']) =>
    learn({ ...START, principals: state }, [changeLine({ at })], LIMITS)

  test('that are seen again keep their first time, and their record is written once a day at most', () => {
    const known = later('2026-02-01T10:00:00Z', {})
    expect(later('2026-02-01T20:00:00Z', known)).toEqual(known)
    expect(later('2026-02-03T20:00:00Z', known)).toEqual({
      [ANN]: { first: '2026-02-01T10:00:00Z', last: '2026-02-03T20:00:00Z', isNew: true },
    })
  })

  test('that changed nothing for ninety days are new again', () => {
    const known = later('2026-01-02T10:00:00Z', {})
    expect(known[ANN]).toMatchObject({ isNew: false })
    expect(later('2026-05-02T10:00:00Z', known)[ANN]).toMatchObject({
      first: '2026-05-02T10:00:00Z',
      isNew: true,
    })
  })
})

describe('what a run finds', () => {
  const found = (lines: readonly ActivityLine[], minute: number) =>
    lines.map((line) => ({
      ...without(line, 'principal', 'event', 'eventId', 'plan'),
      type: 'outcome' as const,
      runId: 'run-1',
      at: minutes(minute),
      recordedAt: minutes(minute),
    }))
  const gone = deletions.map((line, n) => ({ ...line, manifest: `points/tombstone-${n}`, plan: 'gold' }))

  test('gone in mass is told, with nobody for who did it, once records of calls had the time to come', () => {
    expect(look(START, found(gone, 20), 34).seen).toEqual([])
    expect(look(START, found(gone, 20), 35).seen).toMatchObject([
      { detector: 'deletions', subject: 'unknown', count: 12, events: [] },
    ])
  })

  test('gone, and calls tell of it as well, is told once', () => {
    expect(look(START, [...gone, ...found(gone, 20)], 40).seen).toMatchObject([
      { detector: 'deletions', subject: ANN, count: 12 },
    ])
  })

  test('gone is not told again when the calls that tell of it leave the look first', () => {
    const stream = [...gone, ...found(gone, 55)]
    let state = START
    const subjects = new Set<string>()
    for (let minute = 0; minute <= 300; minute += 5) {
      const watched = look(state, stream, minute)
      for (const { subject } of watched.seen) subjects.add(subject)
      state = watched.state
    }
    expect([...subjects]).toEqual([ANN])
  })

  test('gone is of the plan that was read with it, for the call that found it gone already', () => {
    const late = gone.map((line) => ({ ...without(line, 'plan'), recordedAt: minutes(24) }))
    const runs = found(gone, 20).map((line) => ({ ...line, plan: 'gold' }))
    const limits = { ...LIMITS, plans: { gold: { deletionsPerHour: 11 } } }
    expect(watch(START, [...late, ...runs], limits, new Date(minutes(60))).seen).toMatchObject([
      { subject: `${ANN}, plan gold` },
    ])
  })

  test('open is told once, and not again by a call whose record comes hours later', () => {
    const opened = changeLine({ event: 'AddPermission', what: ['policy', 'policy-opened'], at: minutes(10) })
    const late = { ...opened, recordedAt: minutes(300) }
    const run = found([{ ...opened, what: ['policy-opened'] }], 20)
    const stream = [...run, late]
    let state = START
    const told: string[] = []
    for (let minute = 0; minute <= 480; minute += 5) {
      const known = state.open.length
      const { seen, ended, state: after } = look(state, stream, minute)
      if (seen.length > known) told.push(`begun ${minute}`)
      if (ended.length > 0) told.push(`ended ${minute}`)
      state = after
    }
    expect(told).toEqual(['begun 35', 'ended 145'])
    expect(state.opened).toEqual({ 'eu-west-1/orders': minutes(20) })
  })
})

describe('a trail', () => {
  const stop = changeLine({
    type: 'attempt',
    event: 'StopLogging',
    source: 'cloudtrail.amazonaws.com',
    what: [],
    outcome: 'done',
    name: 'trail',
  })
  const stopped = (...lines: readonly ActivityLine[]) => look(START, lines, 30).state.stopped
  const TRAIL = 'eu-west-1/trail'

  test('that somebody stopped is remembered until a change was made there later and arrives', () => {
    expect(stopped(stop)).toEqual({ [TRAIL]: stop.at })
    expect(stopped(stop, changeLine({ at: stop.at, name: 'before' }))).toEqual({ [TRAIL]: stop.at })
    expect(stopped(stop, changeLine({ at: minutes(10) }))).toEqual({})
    const { state } = look(START, [stop], 30)
    expect(look(state, [], 600).state.stopped).toEqual({ [TRAIL]: stop.at })
    expect(look(state, [changeLine({ at: minutes(590) })], 600).state.stopped).toEqual({})
  })

  test('that somebody stopped is remembered though a change of another region arrives', () => {
    const elsewhere = changeLine({ at: minutes(10), zone: 'us-east-1' })
    expect(stopped(stop, elsewhere)).toEqual({ [TRAIL]: stop.at })
  })

  test('is the same by its ARN, and another one is another', () => {
    const name = 'arn:aws:cloudtrail:eu-west-1:123456789012:trail/trail'
    const other = { ...stop, name: 'other', eventId: 'other' }
    expect(stopped({ ...stop, name }, other)).toEqual({ [TRAIL]: stop.at, 'eu-west-1/other': stop.at })
  })

  test('that somebody may not stop goes on', () => {
    expect(stopped({ ...stop, outcome: 'refused' })).toEqual({})
    expect(stopped({ ...stop, source: 's3.amazonaws.com' })).toEqual({})
  })
})
