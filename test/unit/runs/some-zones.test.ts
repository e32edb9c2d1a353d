import { beforeEach, describe, expect, test } from '@jest/globals'
import { runName } from '../../../shared/alerts/run-lines.ts'
import type { RunReport } from '../../../shared/model/run.ts'
import { listRuns } from '../../../shared/report/run-list.ts'
import { BeginEvent, FailureEvent } from '../../../shared/runs/requests.ts'
import { runFleet } from '../../../shared/runs/run-fleet.ts'
import type { FakeFleet } from '../../fakes/fleet.ts'
import { FLEET_ACCOUNT, fakeFleet } from '../../fakes/fleet.ts'

const STARTED = { runId: 'r', startedAt: '2026-01-03T04:00:00.000Z' }
const DEPLOYED = { zones: ['eu-west-1', 'us-east-1', 'edge'] }

let fleet: FakeFleet

beforeEach(() => {
  fleet = fakeFleet({ 'eu-west-1': ['a'], 'us-east-1': ['b'], edge: [] })
})

/** A run as functions/discover-zones.ts begins it, in a deployment that looks at some zones. */
async function run(input: object): Promise<RunReport> {
  const { request, ...event } = BeginEvent.parse({ ...STARTED, request: { mode: 'quick', ...input } })
  const ports = { ...fleet.ports, regions: fleet.regions }
  const end = await runFleet(ports, { ...event, ...DEPLOYED, ...request, account: FLEET_ACCOUNT })
  if (end.state === 'stopped') throw new Error('stopped')
  return end.report
}

const endedRuns = () => fleet.metrics.totals['RunsEnded'] ?? 0

describe('A run', () => {
  test.each([{ zones: ['eu-west-1'] }, { exclude: ['edge'] }])(
    'that is started with %j is for some zones, and counts as no run of everything',
    async (input) => {
      const report = await run(input)
      expect(report).toMatchObject({ state: 'succeeded', someZones: true })
      expect((await listRuns(fleet.store, 1)).runs).toMatchObject([{ state: 'succeeded', someZones: true }])
      expect(endedRuns()).toBe(0)
      expect(runName(report)).toBe('quick run in some zones')
    },
  )

  test.each([{}, { zones: [] }, { zones: [], exclude: [] }])(
    'that is started with %j is of everything, whatever the deployment looks at',
    async (input) => {
      const report = await run(input)
      expect(report).not.toHaveProperty('someZones')
      expect(endedRuns()).toBe(1)
      expect(runName(report)).toBe('quick run')
    },
  )

  test.each([
    [{ zones: ['eu-west-1'] }, true],
    [{}, undefined],
    [{ zones: [], exclude: [] }, undefined],
    [{ zones: 'eu-west-1' }, true],
    [{ exclude: ['edge', 7] }, true],
    [{ zone: 'eu-west-1' }, true],
  ])('that fails before it begins, started with %j, is reported as what it was', (input, someZones) => {
    const failure = { Error: 'ThrottledError', Cause: '{}' }
    const { run } = FailureEvent.parse({ ...STARTED, request: { mode: 'quick', ...input }, failure })
    expect(run.someZones).toBe(someZones)
  })
})
