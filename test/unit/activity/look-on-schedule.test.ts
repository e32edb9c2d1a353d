import { expect, test } from '@jest/globals'
import { writeLines } from '../../../shared/activity/keep-lines.ts'
import { lookOnSchedule } from '../../../shared/activity/look-on-schedule.ts'
import { ServiceFaultError } from '../../../shared/errors.ts'
import { ActivityLimits } from '../../../shared/model/activity-limits.ts'
import { deletionLine, minutes } from '../../fakes/activity-lines.ts'
import { fakeLog, fakeMetrics } from '../../fakes/fake-log.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

test('a look on the schedule that fails is counted, and thrown at nobody: the next one tells', async () => {
  const [store, log, metrics] = [createMemoryStore(), fakeLog(), fakeMetrics()]
  const told: string[] = []
  const ports = {
    account: '123456789012',
    store,
    limits: ActivityLimits.parse({}),
    clock: { now: () => new Date(minutes(20)) },
    log,
    metrics,
    newId: () => 'id-1',
    tell: async (seen: readonly { readonly detector: string }[]) =>
      void told.push(...seen.map(({ detector }) => detector)),
  }
  const lines = Array.from({ length: 12 }, (_, n) => deletionLine({ name: `f${n}`, at: minutes(n) }))
  await writeLines(store, { writer: 'on-change', at: new Date(minutes(15)), id: 'b' }, lines)
  const broken = { ...ports, tell: () => Promise.reject(new ServiceFaultError('Publish: 503')) }
  expect(await lookOnSchedule(broken)).toEqual({ seen: 0, ended: 0 })
  expect(metrics.totals).toEqual({ LooksFailed: 1 })
  expect(log.lines).toMatchObject([{ level: 'error', message: 'the look for unusual activity failed' }])
  expect(await lookOnSchedule(ports)).toEqual({ seen: 1, ended: 0 })
  expect(told).toEqual(['deletions'])
  expect(metrics.totals).toMatchObject({ LooksFailed: 1, UnusualActivity: 1 })
})
