import { describe, expect, test } from '@jest/globals'
import { closedGaps } from '../../../shared/capture/closed-gaps.ts'
import type { Gap, RecoveryPoint } from '../../../shared/model/manifest.ts'

const gap = (part: string, reason: Gap['reason'] = 'access-denied'): Gap => ({ part, reason, message: '' })

function after(gaps: readonly Gap[], now: readonly Gap[]) {
  return closedGaps({ type: 'point', gaps } as RecoveryPoint, now)
}

describe('the gaps that a new point closes', () => {
  test('are those of the point before that it does not have', () => {
    expect(after([gap('policy'), gap('urls')], [gap('urls'), gap('role')])).toEqual({
      closedGaps: ['policy'],
    })
  })

  test('are those that would have closed by themselves, too: an earlier point may have lacked the part for good', () => {
    expect(after([gap('policy')], [gap('policy', 'throttled')])).toEqual({})
    expect(after([gap('policy', 'throttled')], [])).toEqual({ closedGaps: ['policy'] })
  })

  test('are those that a plan leaves out by now, and none that it left out before', () => {
    expect(after([gap('policy')], [gap('policy', 'left-out-by-plan')])).toEqual({ closedGaps: ['policy'] })
    expect(after([gap('policy', 'left-out-by-plan')], [])).toEqual({})
  })

  test('are none when no point before is known', () => {
    expect(closedGaps(undefined, [])).toEqual({})
  })
})
