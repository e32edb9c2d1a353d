import { describe, expect, test } from '@jest/globals'
import { captureFailed } from '../../../shared/alerts/messages/capture-failed.ts'
import { gapAlerts } from '../../../shared/alerts/messages/gap.ts'
import type { Gap } from '../../../shared/model/manifest.ts'
import { knownKey } from '../../../shared/vault/alert-layout.ts'
import type { FakeFleet } from '../../fakes/fleet.ts'
import { FLEET_ACCOUNT, fakeFleet } from '../../fakes/fleet.ts'
import { runFleet } from '../../../shared/runs/run-fleet.ts'
import { COMMAND_PLACE } from '../../fixtures/command-place.ts'

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
  await ports.alerts.tell([captureFailed(lost, COMMAND_PLACE)])
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

  test.each(['throttled', 'still-updating'] as const)(
    'is not over with a run that misses a part for what passes: %s',
    async (reason) => {
      const fleet = fakeFleet({ 'eu-west-1': ['a'] })
      await fail(fleet, 'a')
      const a = fleet.functions.get('eu-west-1')!.get('a')!
      a.gaps = [gap('policy', reason)]
      await run(fleet, 'run-1')
      await run(fleet, 'run-2')
      expect(ofCaptures(fleet)).toEqual(['begun a'])
      a.gaps = [gap('policy', 'access-denied')]
      await run(fleet, 'run-3')
      expect(ofCaptures(fleet)).toEqual(['begun a', 'ended a'])
    },
  )

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

const gap = (part: string, reason: Gap['reason'] = 'access-denied'): Gap => ({ part, reason, message: '' })
const nameOf = (name: string) =>
  ({ account: FLEET_ACCOUNT, zone: 'eu-west-1', kind: 'function', name }) as const

/** on-change tells of gaps that it met. */
async function miss(
  { ports, clock }: FakeFleet,
  ...gaps: readonly (readonly [name: string, part: string])[]
) {
  const missing = gaps.map(([name, part]) => ({ ...gap(part), resource: nameOf(name) }))
  await ports.alerts.tell(gapAlerts(missing, clock.now().toISOString(), COMMAND_PLACE))
}

const ofGaps = ({ alerts }: FakeFleet) =>
  alerts
    .filter(({ kind }) => kind === 'gap')
    .map(({ state, key }) => `${state} ${key.replace(/.*function\//, '')}`)

describe('a gap that people know of', () => {
  const met = (fleet: FakeFleet, name: string, ...gaps: Gap[]) =>
    Object.assign(fleet.functions.get('eu-west-1')!.get(name)!, { gaps })

  test('is over with the run that reads the part, whoever took the point that has it', async () => {
    const fleet = fakeFleet({ 'eu-west-1': ['a', 'b'] })
    await miss(fleet, ['a', 'policy'], ['a', 'versions/1/code'], ['b', 'policy'])
    met(fleet, 'a', gap('versions/1/code'))
    met(fleet, 'b', gap('policy', 'throttled'))
    await run(fleet, 'run-1')
    await run(fleet, 'run-2')
    const begun = ['begun a/policy', 'begun a/versions/1/code', 'begun b/policy']
    expect(ofGaps(fleet)).toEqual([...begun, 'ended a/policy'])
    met(fleet, 'a')
    met(fleet, 'b')
    await run(fleet, 'run-3')
    await run(fleet, 'run-4')
    expect(ofGaps(fleet).slice(4).toSorted()).toEqual(['ended a/versions/1/code', 'ended b/policy'])
  })

  test('is over with the function, and not with a run that failed to read it', async () => {
    const fleet = fakeFleet({ 'eu-west-1': ['a', 'b'] })
    await run(fleet, 'run-0')
    await miss(fleet, ['a', 'policy'], ['b', 'policy'])
    fleet.functions.get('eu-west-1')!.get('a')!.failure = { error: 'X', message: '', retryable: false }
    fleet.functions.get('eu-west-1')!.delete('b')
    await run(fleet, 'run-1')
    expect(ofGaps(fleet)).toEqual(['begun a/policy', 'begun b/policy', 'ended b/policy'])
  })

  test('ends however many do so at once', async () => {
    const names = Array.from({ length: 600 }, (_, index) => `f${index}`)
    const fleet = fakeFleet({ 'eu-west-1': names })
    await miss(fleet, ...names.map((name) => [name, 'policy'] as const))
    await run(fleet, 'run-1')
    const digests = fleet.alerts.filter(({ kind }) => kind === 'digest')
    expect(digests.map(({ attributes }) => attributes['alerts'])).toEqual([600, 600])
  })
})

test('outcomes are read again only in zones where people know of a problem that lasts', async () => {
  const fleet = fakeFleet({ 'eu-west-1': ['a'], 'eu-west-2': ['b'] })
  await fail(fleet, 'a')
  const read: string[] = []
  const plain = fleet.store.read.bind(fleet.store)
  fleet.store.read = async (key) => {
    if (key.includes('/outcomes/')) read.push(key)
    return await plain(key)
  }
  const zonesOf = async (runId: string) => {
    read.length = 0
    await run(fleet, runId)
    return read.map((key) => /eu-west-\d/.exec(key)?.[0])
  }
  const [first, second] = [await zonesOf('run-1'), await zonesOf('run-2')]
  expect(first.length - second.length).toBe(1)
  expect(second.filter((zone) => zone === 'eu-west-1')).toHaveLength(
    second.filter((zone) => zone === 'eu-west-2').length,
  )
})

test('a damaged record of what people know keeps no other end from being told', async () => {
  const fleet = fakeFleet({ 'eu-west-1': ['a'] })
  await miss(fleet, ['a', 'policy'])
  const key = knownKey({ kind: 'gap', key: 'gap:damaged' })
  await fleet.store.write(key, Buffer.from('{'), { size: 1, condition: 'absent' })
  await run(fleet, 'run-1')
  expect(ofGaps(fleet)).toEqual(['begun a/policy', 'ended a/policy'])
  expect(fleet.log.lines.some(({ level, message }) => level === 'warn' && /its end/.test(message))).toBe(true)
})
