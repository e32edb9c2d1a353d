import { describe, expect, test } from '@jest/globals'
import { captureFailed } from '../../../shared/alerts/messages/capture-failed.ts'
import type { FakeFleet } from '../../fakes/fleet.ts'
import { FLEET_ACCOUNT, fakeFleet } from '../../fakes/fleet.ts'
import { runFleet } from '../../../shared/runs/run-fleet.ts'

const HOUR = 3_600_000

async function run({ ports, regions, clock }: FakeFleet, runId: string, mode: 'quick' | 'deep' = 'deep') {
  clock.advance(HOUR)
  const startedAt = clock.now().toISOString()
  await runFleet({ ...ports, regions }, { account: FLEET_ACCOUNT, runId, startedAt, mode }, {})
}

/** on-change tells that a change of a function could not be captured. */
async function fail({ ports, clock }: FakeFleet, name: string) {
  const resource = { account: FLEET_ACCOUNT, zone: 'eu-west-1', kind: 'function', name } as const
  const at = clock.now().toISOString()
  const lost = { account: FLEET_ACCOUNT, resource, messageId: 'm1', error: 'AccessDeniedError', at }
  await ports.alerts.tell([captureFailed(lost)])
}

const ofCaptures = ({ alerts }: FakeFleet) =>
  alerts
    .filter(({ kind }) => kind === 'capture-failed')
    .map(({ state, key }) => `${state} ${key.replace(/.*\//, '')}`)

describe('a capture that failed', () => {
  test('is over with the run that captures the function, once, and not with one that failed to', async () => {
    const fleet = fakeFleet({ 'eu-west-1': ['a', 'b', 'c'] })
    await fail(fleet, 'a')
    await fail(fleet, 'b')
    const failure = { error: 'AccessDeniedError', message: 'no', retryable: false }
    fleet.functions.get('eu-west-1')!.get('b')!.failure = failure
    await run(fleet, 'run-1')
    expect(ofCaptures(fleet)).toEqual(['begun a', 'begun b', 'ended a'])
    delete fleet.functions.get('eu-west-1')!.get('b')!.failure
    await run(fleet, 'run-2')
    await run(fleet, 'run-3')
    expect(ofCaptures(fleet)).toEqual(['begun a', 'begun b', 'ended a', 'ended b'])
  })

  test('is not over with a quick run that did not read the function', async () => {
    const fleet = fakeFleet({ 'eu-west-1': ['a'] })
    await run(fleet, 'run-1')
    await fail(fleet, 'a')
    await run(fleet, 'run-2', 'quick')
    expect(ofCaptures(fleet)).toEqual(['begun a'])
    await run(fleet, 'run-3', 'deep')
    expect(ofCaptures(fleet)).toEqual(['begun a', 'ended a'])
  })

  test('while a run was at work is not over with that run, which may have read the function before', async () => {
    const fleet = fakeFleet({ 'eu-west-1': ['a'] })
    fleet.clock.advance(HOUR)
    const startedAt = fleet.clock.now().toISOString()
    fleet.clock.advance(1000)
    await fail(fleet, 'a')
    const request = { account: FLEET_ACCOUNT, runId: 'run-1', startedAt, mode: 'deep' } as const
    await runFleet({ ...fleet.ports, regions: fleet.regions }, request, {})
    expect(ofCaptures(fleet)).toEqual(['begun a'])
  })
})
