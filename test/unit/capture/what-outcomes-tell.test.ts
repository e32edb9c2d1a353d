import { beforeEach, describe, expect, test } from '@jest/globals'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import { outcomeLine } from '../../../shared/activity/run-lines.ts'
import { captureEdge } from '../../../shared/edge/capture-edge.ts'
import type { Cause } from '../../../shared/model/manifest.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import { fakeEdge, edgeRequest } from '../edge/edge.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import type { FakeRegion } from './region.ts'
import { fakeRegion, request } from './region.ts'

const OPEN = { Statement: [{ Sid: 'url', Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction' }] }
const CLOSED = { Statement: [{ Sid: 's3', Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' } }] }

const RUN: Cause = { type: 'run', runId: 'run-1' }
const CHANGE: Cause = {
  type: 'event',
  eventId: 'e1',
  eventName: 'DeleteFunction20150331',
  eventTime: '2026-01-01T10:00:00Z',
}

const PLANS: PlanFile = {
  version: 1,
  schedules: { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'UTC' },
  plans: { critical: { select: [{ names: ['orders', 'router'] }] } },
}

let region: FakeRegion
let reads: string[]

beforeEach(() => {
  region = fakeRegion()
  region.lambda.create('orders')
  reads = []
  const readManifest = region.ports.vault.readManifest.bind(region.vault)
  region.ports.vault.readManifest = async (key) => {
    reads.push(key)
    return await readManifest(key)
  }
})

/** What is captured of `orders` with these policies, by qualifier. */
async function withPolicies(policies: Readonly<Record<string, object>>) {
  const one = region.lambda.get('orders')
  one.policies.clear()
  for (const [qualifier, policy] of Object.entries(policies)) one.policies.set(qualifier, policy as never)
  reads = []
  return await region.capture('orders')
}

describe('An outcome tells that everybody was let in', () => {
  test('by the policy of the function, without a read more than a change takes', async () => {
    await withPolicies({ '': CLOSED })
    expect(await withPolicies({ '': OPEN })).toMatchObject({ type: 'captured', opened: true })
    expect(reads).toHaveLength(1)
  })

  test('by the policy of an alias or a version', async () => {
    const version = region.lambda.publish('orders')
    region.lambda.get('orders').aliases.push({ Name: 'live', FunctionVersion: version })
    await withPolicies({})
    expect(await withPolicies({ live: OPEN })).toMatchObject({ opened: true })
    expect(await withPolicies({ live: OPEN, [version]: OPEN })).toMatchObject({ opened: true })
  })

  test('once: not while it stands open, and again when it was closed in between', async () => {
    await withPolicies({ '': CLOSED })
    await withPolicies({ '': OPEN })
    region.lambda.update('orders', { Description: 'new' })
    expect(await withPolicies({ '': OPEN })).not.toHaveProperty('opened')
    expect(await withPolicies({ '': CLOSED })).not.toHaveProperty('opened')
    expect(await withPolicies({ '': OPEN })).toMatchObject({ opened: true })
  })

  test('of a function that was deleted and came back open, and of none that the vault never saw', async () => {
    expect(await withPolicies({ '': OPEN })).not.toHaveProperty('opened')
    region.lambda.functions.delete('orders')
    await region.capture('orders')
    region.lambda.create('orders')
    expect(await withPolicies({ '': OPEN })).toMatchObject({ type: 'captured', opened: true })
  })

  test('not where the policy before could not be read, or the point before is damaged', async () => {
    await withPolicies({ '': CLOSED })
    for (const key of region.store.objects.keys())
      if (key.startsWith('points/')) region.store.objects.delete(key)
    expect(await withPolicies({ '': OPEN })).not.toHaveProperty('opened')
  })
})

const capture = (plans?: PlanFile, cause: Cause = RUN) =>
  captureFunction({ ...region.ports, ...(plans && { plans }) }, { ...request('orders'), cause })

describe('A deletion that was found before', () => {
  const line = (outcome: Outcome) => {
    const run = { runId: 'run-1', account: ACCOUNT, mode: 'deep', startedAt: '2026-01-01T10:00:00Z' } as const
    return outcomeLine(outcome, { run, at: region.clock.now() })
  }

  beforeEach(async () => {
    await capture(PLANS)
    region.lambda.functions.delete('orders')
  })

  test('by a change has no line of a run: the change has one', async () => {
    await capture(PLANS, CHANGE)
    const outcome = await capture(PLANS)
    expect(outcome).toMatchObject({ type: 'deleted', known: true })
    expect(line(outcome)).toBeUndefined()
  })

  test.each([
    ['by hand', { type: 'person', principal: 'arn:aws:iam::123456789012:user/ann' }],
    ['by a run that died', { type: 'run', runId: 'run-0' }],
    ['by the run itself, before it was cut off', RUN],
  ] satisfies [string, Cause][])('%s has its line by the run, with its plan', async (_, cause) => {
    await capture(PLANS, cause)
    const outcome = await capture(PLANS)
    expect(line(outcome)).toMatchObject({ outcome: 'deleted', what: ['deleted'], plan: 'critical' })
  })

  test('by a change that was faster by a moment has the plan that was read', async () => {
    const { vault } = region.ports
    const moveLatest = vault.moveLatest.bind(vault)
    vault.moveLatest = async (pointer, version) => {
      vault.moveLatest = moveLatest
      region.clock.advance(1000)
      await capture(PLANS, CHANGE)
      await moveLatest(pointer, version)
    }
    expect(await capture(PLANS)).toMatchObject({ type: 'deleted', known: true, plan: 'critical' })
  })

  test('and of which the tombstone cannot be read has its line rather than none', async () => {
    const first = await capture(PLANS, CHANGE)
    if (first.type === 'deleted' && first.manifest !== undefined) region.store.objects.delete(first.manifest)
    expect(line(await capture(PLANS))).toMatchObject({ outcome: 'deleted' })
  })
})

describe('An outcome tells the plan', () => {
  test('of what was captured, and of what is as it was', async () => {
    expect(await capture(PLANS)).toMatchObject({ type: 'captured', plan: 'critical' })
    expect(await capture(PLANS)).toMatchObject({ type: 'unchanged', plan: 'critical' })
  })

  test('of what was deleted by its last point, with one read as before', async () => {
    await capture(PLANS)
    region.lambda.functions.delete('orders')
    reads = []
    expect(await capture(PLANS)).toMatchObject({ type: 'deleted', plan: 'critical' })
    expect(reads).toHaveLength(1)
  })

  test('and none of what has none', async () => {
    expect(await capture({ ...PLANS, plans: { other: {} } })).not.toHaveProperty('plan')
    expect(await capture()).not.toHaveProperty('plan')
  })

  test('of the edge as well', async () => {
    const edge = fakeEdge()
    edge.ports.cloudfront.putFunction('router', 'code')
    const ports = { ...edge.ports, plans: PLANS }
    const router = edgeRequest('cloudfront-function', 'router')
    expect(await captureEdge(ports, router)).toMatchObject({ type: 'captured', plan: 'critical' })
    edge.ports.cloudfront.functions.delete('router')
    expect(await captureEdge(ports, router)).toMatchObject({ type: 'deleted', plan: 'critical' })
  })
})
