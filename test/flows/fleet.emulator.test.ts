import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { DeleteFunctionCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3'
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn'
import { text } from 'node:stream/consumers'
import { openRules } from '../../shared/aws/open-rules.ts'
import { openStacks } from '../../shared/aws/stacks.ts'
import { NotFoundError } from '../../shared/errors.ts'
import { isPointOf } from '../../shared/model/manifest.ts'
import { readReport } from '../../shared/report/store.ts'
import { reportKey } from '../../shared/vault/run-layout.ts'
import { retireZones } from '../../shared/zones/enrol.ts'
import { FORWARDING_PATTERNS } from '../../shared/zones/forwarding.ts'
import { readForwarding } from '../../shared/zones/read-forwarding.ts'
import { ACCOUNT, ENABLED_REGIONS, REGIONS } from '../../local/emulator/environment.ts'
import { createElsewhere, type Estate } from '../../local/estate.ts'
import { createFunction } from '../../local/estate/create-function.ts'
import { returnsDesk } from '../../local/estate/elsewhere.ts'
import { BUCKETS } from '../../local/estate/triggers/buckets.ts'
import { type RunInput, runBackup, startRun, untilEnded, zoneOf } from '../../local/story/backup-run.ts'
import { rulesToHub } from '../../local/story/forwarding-rules.ts'
import { newestPoint } from '../../local/story/newest-point.ts'
import { functionRef } from '../../local/story/stage.ts'
import { underFaults } from '../../local/story/under-faults.ts'
import { nextAlert } from '../../local/story/on-call.ts'
import { until } from '../../local/story/until.ts'
import { EXPECTED_ELSEWHERE } from './expected-triggers.ts'
import { FLOW_TIMEOUT, newCode, openFlow, unseen } from './flow.ts'

const flow = openFlow()
const ROLE = `arn:aws:iam::${ACCOUNT}:role/flow`

/** The hub's region is left out: it holds what all other tests created. */
const ZONES = [REGIONS.far, 'edge', REGIONS.edge]
const run = (input: RunInput) => runBackup(flow, { zones: ZONES, ...input })

let estate: Pick<Estate, 'elsewhere' | 'edge'>

beforeAll(async () => {
  estate = await createElsewhere(flow.inRegion, ROLE)
}, FLOW_TIMEOUT)

afterAll(async () => {
  await flow.gateway.setRegions(ENABLED_REGIONS)
  const stack = await openStacks(REGIONS.hub).readStack('holdfast-local')
  const regions = [...ENABLED_REGIONS, REGIONS.new]
  await retireZones({ openRules }, readForwarding(stack!, REGIONS.hub), { regions })
})

describe('a run over regions and the edge', () => {
  test(
    'captures what no event told of, leaves a report, and tells people in five lines',
    async () => {
      const deep = await run({ mode: 'deep' })
      expect(deep).toMatchObject({ status: 'SUCCEEDED', report: { state: 'succeeded' } })
      for (const [region, names] of Object.entries(estate.elsewhere)) {
        expect(zoneOf(deep, region).found).toBeGreaterThanOrEqual(names.length)
        for (const name of names) {
          const latest = await flow.vault.latest(functionRef(name, region))
          expect(latest?.pointer.type).toBe('point')
        }
      }
      const page = await text(await flow.store.read(reportKey(deep, 'html')))
      expect(page).toContain(deep.runId)
      expect(deep.alert.subject).toContain('deep run in some zones succeeded')
      expect(deep.alert.lines).toHaveLength(5)
      expect(deep.alert.lines[3]).toContain(deep.page)
      expect(deep.alert.attributes).toMatchObject({ severity: 'info', run: 'succeeded', mode: 'deep' })
    },
    FLOW_TIMEOUT,
  )

  test.each(
    Object.entries(EXPECTED_ELSEWHERE).flatMap(([region, functions]) =>
      Object.entries(functions).map(([name, expected]) => [name, region, expected] as const),
    ),
  )('lists exactly what wakes %s in %s', async (name, region, expected) => {
    const { point } = await newestPoint(flow.vault, name, region)
    expect(point.content.triggers).toMatchObject(expected)
    const unknown = expected.filter(({ kind }) => kind === 'unknown')
    expect(point.gaps).toMatchObject(
      unknown.map(({ source }) => ({ part: `triggers/${source}`, reason: 'unsupported' })),
    )
  })

  test('has the mapping that is disabled, and knows that its queue is there', async () => {
    const { content } = (await newestPoint(flow.vault, 'fraud-score', REGIONS.edge)).point
    expect(content.eventSourceMappings).toMatchObject([{ State: 'Disabled' }])
    expect(content.sources?.find(({ arn }) => arn.includes(':sqs:'))).toMatchObject({ exists: true })
  })

  test(
    'brings the rules by which a trigger that is only removed, far away, becomes a recovery point',
    async () => {
      const { s3 } = flow.inRegion(REGIONS.far)
      const NotificationConfiguration = {}
      await s3.send(
        new PutBucketNotificationConfigurationCommand({ Bucket: BUCKETS.parcels, NotificationConfiguration }),
      )
      const point = await until('a point without the notification', async () => {
        const { point } = await newestPoint(flow.vault, 'parcel-tracker', REGIONS.far)
        return point.content.triggers?.length === 0 ? point : undefined
      })
      expect(point.cause).toMatchObject({ type: 'event', eventName: 'PutBucketNotification' })
    },
    FLOW_TIMEOUT,
  )

  test('has the code of the version that a distribution runs', async () => {
    const [name = ''] = estate.edge.distributions
    const resource = { account: ACCOUNT, zone: 'edge', kind: 'distribution', name } as const
    const latest = await flow.vault.latest(resource)
    const manifest = await flow.vault.readManifest(latest!.pointer.manifest)
    if (!isPointOf('distribution', manifest)) throw new Error('no point of a distribution')
    const [pin] = manifest.content.pins
    expect(pin).toMatchObject({ function: 'edge-headers', version: '1', code: { type: 'zip' } })
    expect(manifest.gaps).toEqual([])
    const [blob] = manifest.blobs
    expect(await flow.vault.hasBlob(blob!.sha256)).toBe(true)
  })

  test(
    'in which nothing happened finds everything unchanged, by its listings alone',
    async () => {
      const quick = await run({ mode: 'quick' })
      expect(quick.status).toBe('SUCCEEDED')
      const { totals } = quick.report
      expect(totals.found).toBeGreaterThanOrEqual(8)
      expect(totals.unchanged).toBe(totals.found)
      const { calls } = await flow.gateway.calls()
      const asked = calls
        .filter(({ app, at }) => app?.startsWith('holdfast-') && at >= quick.startedAt)
        .filter(({ service }) => service === 'lambda')
      expect(asked.map(({ operation, region }) => `${operation} ${region}`).sort()).toEqual([
        `ListFunctions ${REGIONS.far}`,
        `ListFunctions ${REGIONS.edge}`,
      ])
    },
    FLOW_TIMEOUT,
  )

  test(
    'in which a zone refuses does the others, ends as failed, and says which and why',
    async () => {
      const match = { service: 'lambda', operation: 'ListFunctions', region: REGIONS.far }
      const wounded = await underFaults(flow, [{ kind: 'access-denied', match }], () =>
        run({ mode: 'quick' }),
      )
      expect(wounded).toMatchObject({
        status: 'FAILED',
        error: 'Reported.RunHadFailures',
        report: { state: 'partly' },
        alert: { attributes: { severity: 'warning', run: 'partly' } },
      })
      expect(zoneOf(wounded, REGIONS.far)).toMatchObject({
        state: 'failed',
        failure: { error: 'AccessDeniedError' },
      })
      expect(zoneOf(wounded, REGIONS.edge).state).toBe('done')
      expect(zoneOf(wounded, 'edge').state).toBe('done')
      expect(wounded.alert.lines[2]).toContain(`${REGIONS.far} (AccessDeniedError)`)
    },
    FLOW_TIMEOUT,
  )

  test(
    'in which a zone fails for a moment is repeated there, and succeeds',
    async () => {
      const match = { service: 'lambda', operation: 'ListFunctions', region: REGIONS.far }
      // The SDK tries five times: then it is the state machine's turn.
      const repeated = await underFaults(flow, [{ kind: 'server-error', match, count: 5 }], () =>
        run({ mode: 'quick', zones: [REGIONS.far] }),
      )
      expect(repeated).toMatchObject({ status: 'SUCCEEDED', report: { state: 'succeeded' } })
      const events = await historyOf(repeated.arn)
      const errors = events.flatMap(({ taskFailedEventDetails }) => taskFailedEventDetails?.error ?? [])
      expect(errors).toEqual(['ServiceFaultError'])
    },
    FLOW_TIMEOUT,
  )
})

describe('a region that is enabled between two runs', () => {
  const zones = [REGIONS.far, REGIONS.new]

  test(
    'is announced, captured, and sends its changes to the hub from then on',
    async () => {
      const inNew = flow.inRegion(REGIONS.new)
      await flow.gateway.setRegions([...ENABLED_REGIONS, REGIONS.new])
      await createFunction(inNew, returnsDesk(ROLE))
      const first = await run({ mode: 'quick', zones })
      expect(first.report.newZones).toEqual([REGIONS.new])
      const announced = await zoneAlert('new', first.runId)
      expect(announced.lines.join('\n')).toContain(`protects them: ${REGIONS.new}`)
      expect(zoneOf(first, REGIONS.new)).toMatchObject({ found: 1, captured: 1 })
      expect(await rulesToHub(inNew, flow.hubBus)).toHaveLength(FORWARDING_PATTERNS.length)

      const resource = functionRef('returns-desk', REGIONS.new)
      const ZipFile = await newCode('returns')
      await inNew.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'returns-desk', ZipFile }))
      const cause = await until('a point caused by an event', async () => {
        const manifest = await flow.vault.readManifest((await flow.vault.latest(resource))!.pointer.manifest)
        return manifest.cause.type === 'event' ? manifest.cause : undefined
      })
      expect(cause).toMatchObject({ eventName: 'UpdateFunctionCode' })
      expect((await run({ mode: 'quick', zones })).report.newZones).toEqual([])
    },
    FLOW_TIMEOUT,
  )

  test(
    'and disabled again is announced as vanished; what was captured stays',
    async () => {
      await flow.gateway.setRegions(ENABLED_REGIONS)
      const { runId, report } = await run({ mode: 'quick', zones: [REGIONS.far] })
      expect(report.vanishedZones).toEqual([REGIONS.new])
      const announced = await zoneAlert('vanished', runId)
      expect(announced).toMatchObject({ attributes: { severity: 'warning' } })
      expect(announced.subject).toContain(REGIONS.new)
      const latest = await flow.vault.latest(functionRef('returns-desk', REGIONS.new))
      expect(latest?.pointer.type).toBe('point')
    },
    FLOW_TIMEOUT,
  )
})

test(
  'a function whose deletion no event told of gets a tombstone by a quick run, and keeps its points',
  async () => {
    const FunctionName = 'tariff-lookup'
    await unseen(flow, () =>
      flow.inRegion(REGIONS.far).lambda.send(new DeleteFunctionCommand({ FunctionName })),
    )
    const resource = functionRef(FunctionName, REGIONS.far)
    const before = (await flow.vault.latest(resource))!.pointer
    const quick = await run({ mode: 'quick', zones: [REGIONS.far] })
    expect(zoneOf(quick, REGIONS.far)).toMatchObject({
      deletedCount: 1,
      deleted: [expect.objectContaining(resource)],
    })
    const after = (await flow.vault.latest(resource))!.pointer
    expect(after.type).toBe('tombstone')
    expect(await flow.vault.readManifest(after.manifest)).toMatchObject({ previous: before.manifest })
    expect(await flow.vault.readManifest(before.manifest)).toMatchObject({ type: 'point' })
  },
  FLOW_TIMEOUT,
)

describe('two runs at once', () => {
  test(
    'are one: the other notices, stops, and leaves no report',
    async () => {
      const started = await Promise.all([1, 2].map(() => startRun(flow, { mode: 'quick', zones: ZONES })))
      const ended = await Promise.all(started.map((one) => untilEnded(flow, one)))
      expect(ended.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
      const reports = await Promise.all(
        ended.map((one) =>
          readReport(flow.store, one).catch((error: unknown) => {
            if (error instanceof NotFoundError) return undefined
            throw error
          }),
        ),
      )
      expect(reports.filter((report) => report?.state === 'succeeded')).toHaveLength(1)
      const stopped = ended[reports.indexOf(undefined)]!
      expect(await statesOf(stopped.arn)).toEqual(['DiscoverZones', 'AnotherRunGoesOn'])
    },
    FLOW_TIMEOUT,
  )
})

describe('a run that cannot begin', () => {
  test(
    'ends in ReportFailure: people are told that it is critical, and the next run is free to start',
    async () => {
      const match = { service: 'ec2', operation: 'DescribeRegions' }
      const failed = await underFaults(flow, [{ kind: 'access-denied', match }], () => run({ mode: 'quick' }))
      expect(failed).toMatchObject({
        status: 'FAILED',
        error: 'Reported.RunFailed',
        report: { state: 'failed', failure: { error: 'AccessDeniedError' } },
        alert: { attributes: { severity: 'critical', state: 'begun', run: 'failed' } },
      })
      expect(await statesOf(failed.arn)).toEqual(['DiscoverZones', 'ReportFailure', 'RunFailed'])
      expect((await run({ mode: 'quick', zones: [REGIONS.far] })).status).toBe('SUCCEEDED')
    },
    FLOW_TIMEOUT,
  )
})

/** What a run tells of zones after it told how it ended. */
async function zoneAlert(what: 'new' | 'vanished', runId: string) {
  return until(`an alert that zones are ${what}`, async () => {
    const alert = await nextAlert(flow.clients, flow.onCall)
    const isIt = alert?.kind === 'zone-changed' && alert.lines.join('\n').includes(runId)
    return isIt && alert.subject.includes(what) ? alert : undefined
  })
}

async function historyOf(executionArn: string) {
  const { stateMachines } = flow.clients
  const { events = [] } = await stateMachines.send(new GetExecutionHistoryCommand({ executionArn }))
  return events
}

/** The states that an execution entered, in order; those of the zones are not among them. */
async function statesOf(executionArn: string): Promise<string[]> {
  const events = await historyOf(executionArn)
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [])
}
