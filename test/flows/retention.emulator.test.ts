import { randomUUID } from 'node:crypto'
import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { StartExecutionCommand } from '@aws-sdk/client-sfn'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { untilDone } from '../../local/deploy/stack.ts'
import { STAGE } from '../../local/package.ts'
import { untilEnded } from '../../local/story/backup-run.ts'
import type { RetentionRun } from '../../shared/model/retention-run.ts'
import { RetentionReport } from '../../shared/model/retention-run.ts'
import type { PlanFile } from '../../shared/plans/plan-file.ts'
import { rulingsOf } from '../../shared/plans/ruling.ts'
import { applyRetention } from '../../shared/retention-execution/apply-retention.ts'
import { beginRetention } from '../../shared/retention-execution/begin-retention.ts'
import { readVerdicts } from '../../shared/retention-execution/verdict-parts.ts'
import { undelete } from '../../shared/retention/undelete.ts'
import { clock } from '../../shared/runtime/clock.ts'
import { openLocks, openRetentionStore } from '../../shared/runtime/open-vault.ts'
import { listExpired } from '../../shared/vault/expired.ts'
import { retentionReportKey } from '../../shared/vault/retention-run-layout.ts'
import { readDocument } from '../../shared/vault/stored-documents.ts'
import { fakeLog } from '../fakes/fake-log.ts'
import { FLOW_TIMEOUT, newCode, openFlow } from './flow.ts'

const flow = openFlow()
const address = process.env['HOLDFAST_VAULT'] ?? ''
const account = process.env['AWS_ACCESS_KEY_ID'] ?? ''

let name: string
let points: readonly string[]
beforeAll(async () => {
  name = await flow.createFunction('retention')
  for (const release of ['second', 'third']) {
    const ZipFile = await newCode(`${name} ${release}`)
    await flow.outcomes(name, () =>
      flow.clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile })),
    )
  }
  points = await pointsNow()
  expect(points.length).toBeGreaterThanOrEqual(3)
}, FLOW_TIMEOUT)

async function pointsNow(): Promise<readonly string[]> {
  const entries = await Array.fromAsync(flow.vault.listManifests({ name }))
  return entries.map(({ key }) => key)
}

describe('the deployed state machine', () => {
  test('runs to its end, and keeps every point of a function that is younger than the rules reach', async () => {
    const { outputs } = await untilDone(flow.clients, `holdfast-${STAGE}`)
    const runId = `retention-${randomUUID().slice(0, 8)}`
    const { executionArn: arn = '' } = await flow.clients.stateMachines.send(
      new StartExecutionCommand({ stateMachineArn: outputs['RetentionStateMachineArn'], name: runId }),
    )
    const { status, startedAt } = await untilEnded(flow, { runId, arn })
    expect(status).toBe('SUCCEEDED')
    const run: RetentionRun = { runId, startedAt, account }
    const report = await readDocument(flow.store, RetentionReport, retentionReportKey(run))
    expect(report).toMatchObject({ state: 'succeeded', expired: 0 })
    const verdicts = await Array.fromAsync(readVerdicts(flow.store, run, 1))
    const own = verdicts.filter(({ manifest }) => points.includes(manifest))
    expect(own.map(({ keep, plan }) => [keep, plan])).toEqual(points.map(() => [true, 'standard']))
    expect(own.every(({ reasons }) => reasons.includes('within 7d'))).toBe(true)
    expect(await pointsNow()).toEqual(points)
  }, 200_000)
})

describe('the steps of retention with a plan that keeps one point', () => {
  const plans: PlanFile = {
    version: 1,
    schedules: { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'UTC' },
    plans: {},
  }
  const shortly = (): PlanFile => ({
    ...plans,
    plans: { short: { select: [{ names: [name] }], retention: { keep: { last: 1 } } } },
  })

  test(
    'let the older points of that function expire in the bucket, no other one’s, and they come back',
    async () => {
      const others = async () =>
        (await Array.fromAsync(flow.vault.listManifests({}))).length - (await pointsNow()).length
      const before = await others()
      const store = openRetentionStore(address, { clock })
      const ports = { vault: flow.vault, store, locks: openLocks(address), clock, log: fakeLog() }
      const judging = { ...ports, rulings: rulingsOf(shortly()), grace: 7 * 86_400_000 }
      const run = { runId: `retention-${randomUUID()}`, startedAt: clock.now().toISOString(), account }
      await beginRetention(judging, run)
      const end = await applyRetention(judging, { run, before: { done: false, purged: 0 } })
      expect(end).toEqual({ done: true, purged: 0 })
      expect(await pointsNow()).toEqual(points.slice(-1))
      expect(await others()).toBe(before)

      const expired = (await Array.fromAsync(listExpired(store))).filter(({ manifest }) =>
        points.includes(manifest),
      )
      expect(expired.map(({ manifest }) => manifest).toSorted()).toEqual(points.slice(0, -1).toSorted())
      for (const place of expired) await undelete(ports, place, { by: 'a test', reason: 'they were needed' })
      expect(await pointsNow()).toEqual(points)
    },
    FLOW_TIMEOUT,
  )
})
