import { expect, test } from '@jest/globals'
import { countCalls } from '../../../shared/runs/count-calls.ts'
import { fakeMetrics } from '../../fakes/fake-log.ts'

test.each([
  [{ calls: 400, throttled: 60 }, 15],
  [{ calls: 100, throttled: 11 }, 11],
  [{ calls: 15, throttled: 2 }, 2],
  [{ calls: 0, throttled: 0 }, 0],
])('the share of %j is %i in a hundred: that of few calls is held small', (count, share) => {
  const metrics = fakeMetrics()
  countCalls(metrics, count)
  expect(metrics.totals).toEqual({
    ApiCalls: count.calls,
    Throttled: count.throttled,
    ThrottledShare: share,
  })
})
