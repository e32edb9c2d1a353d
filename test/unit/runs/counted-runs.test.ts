import { beforeEach, describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ServiceFaultError } from '../../../shared/errors.ts'
import { endRun, failRun } from '../../../shared/runs/end-run.ts'
import type { FakeFleet } from '../../fakes/fleet.ts'
import { FLEET_ACCOUNT, fakeFleet } from '../../fakes/fleet.ts'
import { playBackup } from '../../fakes/play-backup.ts'

const RUN = {
  runId: 'run-1',
  account: FLEET_ACCOUNT,
  mode: 'quick',
  startedAt: '2026-01-03T04:00:00.000Z',
} as const
const FAILURE = { error: 'AccessDeniedError', message: 'no', retryable: false }
const TELLS_NOBODY = { tell: () => Promise.reject(new ServiceFaultError('planted')), flush: async () => {} }

let fleet: FakeFleet

beforeEach(() => {
  fleet = fakeFleet({ 'eu-west-1': ['a'] })
})

describe('a run of everything', () => {
  test('that failed and was told counts as ended, and as one with failures', async () => {
    await failRun(fleet.ports, { run: RUN, failure: FAILURE })
    expect(fleet.alerts).toMatchObject([{ kind: 'run-failed' }])
    expect(fleet.metrics.totals).toMatchObject({ RunsEnded: 1, RunsWithFailures: 1 })
  })

  test('of which nobody could be told does not count as ended: an alarm is to tell that none ends', async () => {
    const ports = { ...fleet.ports, alerts: TELLS_NOBODY }
    await expect(failRun(ports, { run: RUN, failure: FAILURE })).rejects.toThrow('planted')
    await expect(endRun(ports, { run: RUN })).rejects.toThrow('planted')
    expect(fleet.metrics.totals).not.toHaveProperty('RunsEnded')
  })
})

describe('a run of a part', () => {
  test('that went well says nothing good of the others', async () => {
    await playBackup(fleet, { mode: 'quick', zones: ['eu-west-1'] })
    expect(fleet.metrics.totals).not.toHaveProperty('RunsWithFailures')
    expect(fleet.metrics.totals).not.toHaveProperty('RunsEnded')
  })

  test('that failed counts as one with failures', async () => {
    const DiscoverZones = () => Promise.reject(new AccessDeniedError('no'))
    await playBackup(fleet, { mode: 'quick', zones: ['eu-west-1'] }, { overrides: { DiscoverZones } })
    expect(fleet.metrics.totals).toMatchObject({ RunsWithFailures: 1 })
    expect(fleet.metrics.totals).not.toHaveProperty('RunsEnded')
  })
})
