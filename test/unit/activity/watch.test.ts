import { describe, expect, test } from '@jest/globals'
import type { Watched } from '../../../shared/activity/watch.ts'
import { LOOK_BACK_MS, watch } from '../../../shared/activity/watch.ts'
import type { WatchState } from '../../../shared/activity/watch-state.ts'
import { learn, newWatch } from '../../../shared/activity/watch-state.ts'
import { ActivityLimits } from '../../../shared/model/activity-limits.ts'
import type { ActivityLine } from '../../../shared/model/activity.ts'
import { changeLine, deletionLine, minutes } from '../../fakes/activity-lines.ts'

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
  return watch(state, seen, LIMITS)
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
