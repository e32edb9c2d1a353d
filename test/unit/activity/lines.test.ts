import { describe, expect, test } from '@jest/globals'
import { changeLines } from '../../../shared/activity/change-lines.ts'
import { keepLines, writeLines } from '../../../shared/activity/keep-lines.ts'
import { readActivity, readNewActivity } from '../../../shared/activity/read-lines.ts'
import { outcomeLine, runLine } from '../../../shared/activity/run-lines.ts'
import { whatChanged } from '../../../shared/activity/what-changed.ts'
import { ServiceFaultError } from '../../../shared/errors.ts'
import { ActivityLine } from '../../../shared/model/activity.ts'
import type { Change } from '../../../shared/model/change.ts'
import { activityKey } from '../../../shared/vault/activity-layout.ts'
import { changeLine } from '../../fakes/activity-lines.ts'
import { fakeLog, fakeMetrics } from '../../fakes/fake-log.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { smallReport } from '../../fixtures/run-reports.ts'

const RESOURCE = { account: '123456789012', zone: 'eu-west-1', kind: 'function', name: 'orders' } as const
const AT = new Date('2026-11-21T10:00:40Z')

const POINT = { type: 'captured' as const, gaps: [], bytesStored: 0, bytesDeduplicated: 0 }

const change = (eventId: string, fields: Partial<Change> = {}): Change => ({
  eventId,
  eventName: 'UpdateFunctionCode',
  eventTime: '2026-11-21T10:00:00Z',
  source: 'lambda.amazonaws.com',
  principal: 'arn:aws:iam::123456789012:user/ann',
  resource: RESOURCE,
  ...fields,
})

describe('the lines of a capture', () => {
  const captured = { type: 'unchanged', resource: RESOURCE, manifest: 'points/x', id: '0' } as const

  test('are one for each call on the function, with the time from the call to its point', () => {
    const lines = changeLines({
      resource: RESOURCE,
      changes: [
        change('a'),
        change('b', { eventName: 'DeleteAlias', sourceIp: '203.0.113.10' }),
        change('a'),
      ],
      outcome: captured,
      at: AT,
    })
    expect(lines).toMatchObject([
      { eventId: 'a', event: 'UpdateFunctionCode', what: ['code'], outcome: 'unchanged', latencyMs: 40_000 },
      { eventId: 'b', what: ['alias'], sourceIp: '203.0.113.10' },
    ])
    expect(lines.map((line) => ActivityLine.parse(line))).toEqual(lines)
  })

  test('say of a deletion that was undone in the same burst that it was one, and of a version that it was none', () => {
    const changes = [
      change('a', { eventName: 'DeleteFunction' }),
      change('b', { eventName: 'CreateFunction' }),
      change('c', { eventName: 'DeleteFunction', ofVersion: true }),
    ]
    const lines = changeLines({ resource: RESOURCE, changes, outcome: captured, at: AT })
    expect(lines.map(({ what }) => what)).toEqual([['deleted'], ['created'], ['version']])
  })

  test('are one for all calls on what wakes it', () => {
    const others = Array.from({ length: 300 }, (_, n) =>
      change(`api-${n}`, { eventName: 'PutIntegration', source: 'apigateway.amazonaws.com' }),
    )
    const lines = changeLines({
      resource: RESOURCE,
      changes: [...others, change('a')],
      outcome: captured,
      at: AT,
    })
    expect(lines.map(({ events, what }) => ({ events, what }))).toEqual([
      { events: 1, what: ['code'] },
      { events: 300, what: ['trigger'] },
    ])
  })

  test('say that everybody was let in where the record of a call says so', () => {
    const opened = { ...captured, ...POINT, opened: true as const }
    const changes = [change('a'), change('b', { eventName: 'AddPermission', opened: true })]
    const lines = changeLines({ resource: RESOURCE, changes, outcome: opened, at: AT })
    expect(lines.map(({ what }) => what)).toEqual([['code'], ['policy', 'policy-opened']])
  })

  test('have one more, of nobody, when the capture finds that everybody was let in and no call says so', () => {
    const opened = { ...captured, ...POINT, opened: true as const }
    const lines = changeLines({ resource: RESOURCE, changes: [change('a')], outcome: opened, at: AT })
    expect(lines).toMatchObject([
      { type: 'change', what: ['code'] },
      { type: 'outcome', name: 'orders', what: ['policy-opened'], eventId: 'a', at: AT.toISOString() },
    ])
    expect(lines[1]).not.toHaveProperty('principal')
    expect(lines.map((line) => ActivityLine.parse(line))).toEqual(lines)
  })

  test('name the plan of the resource', () => {
    const outcome = { ...captured, plan: 'gold' }
    const [line] = changeLines({ resource: RESOURCE, changes: [change('a')], outcome, at: AT })
    expect(line).toMatchObject({ plan: 'gold' })
  })

  test('say by name only why it failed', () => {
    const outcome = { type: 'failed', error: 'AccessDeniedError' } as const
    const [line] = changeLines({ resource: RESOURCE, changes: [change('a')], outcome, at: AT })
    expect(line).toMatchObject({ outcome: 'failed', error: 'AccessDeniedError', gaps: 0 })
    expect(line).not.toHaveProperty('latencyMs')
  })
})

test.each([
  ['CreateFunction', undefined, 'created'],
  ['DeleteFunction', undefined, 'deleted'],
  ['UpdateFunctionConfiguration', undefined, 'configuration'],
  ['AddPermission', undefined, 'policy'],
  ['DeleteFunctionConcurrency', undefined, 'concurrency'],
  ['PutProvisionedConcurrencyConfig', undefined, 'concurrency'],
  ['CreateFunctionUrlConfig', undefined, 'url'],
  ['UpdateFunctionEventInvokeConfig', undefined, 'event-settings'],
  ['CreateEventSourceMapping', undefined, 'mapping'],
  ['PublishVersion', undefined, 'version'],
  ['PutRuntimeManagementConfig', undefined, 'configuration'],
  ['TagResource', undefined, 'tags'],
  ['DeleteDistribution', 'cloudfront.amazonaws.com', 'deleted'],
  ['PublishFunction', 'cloudfront.amazonaws.com', 'code'],
  ['DeleteKey', 'edgekeyvaluestore.amazonaws.com', 'other'],
  ['DeleteRule', 'events.amazonaws.com', 'trigger'],
])('%s of %s is about: %s', (event, source, part) => {
  expect(whatChanged(event, source)).toBe(part)
})

describe('the lines of a run', () => {
  const found = {
    run: { runId: 'run-1', account: RESOURCE.account, mode: 'deep', startedAt: '2026-11-21T09:00:00Z' },
    at: AT,
  } as const

  test('tell what it found changed and what failed, and nothing of what is as it was', () => {
    const failed = {
      type: 'failed',
      resource: RESOURCE,
      error: 'ThrottledError',
      message: 'secret?',
      retryable: true,
    } as const
    const deleted = { type: 'deleted', resource: RESOURCE, manifest: 'points/y' } as const
    const same = { type: 'unchanged', resource: RESOURCE, manifest: 'points/x', id: '0' } as const
    expect([failed, deleted, same].map((one) => outcomeLine(one, found))).toMatchObject([
      { type: 'outcome', outcome: 'failed', error: 'ThrottledError', runId: 'run-1', mode: 'deep' },
      { outcome: 'deleted', what: ['deleted'], manifest: 'points/y' },
      undefined,
    ])
    expect(JSON.stringify(outcomeLine(failed, found))).not.toContain('secret?')
  })

  test('say nothing of what a change found gone before', () => {
    const gone = { type: 'deleted', resource: RESOURCE, manifest: 'points/y' } as const
    expect(outcomeLine({ ...gone, known: true }, found)).toBeUndefined()
  })

  test('say that everybody was let in, and name plans', () => {
    const outcome = { ...POINT, resource: RESOURCE, manifest: 'points/y', id: '0', plan: 'gold' }
    expect(outcomeLine({ ...outcome, opened: true }, found)).toMatchObject({
      what: ['policy-opened'],
      plan: 'gold',
    })
    expect(outcomeLine(outcome, found)).toMatchObject({ what: [] })
  })

  test('and one tells of the run itself', async () => {
    const report = await smallReport()
    expect(ActivityLine.parse(runLine(report))).toMatchObject({
      type: 'run',
      outcome: report.state,
      totals: { found: report.totals.found },
    })
  })
})

describe('lines in the vault', () => {
  const file = (iso: string, id = 'a') => ({ writer: 'on-change', at: new Date(iso), id }) as const
  const span = { since: new Date('2026-11-20T12:00:00Z'), now: new Date('2026-11-21T12:00:00Z') }

  test('are read from the days that can hold them, and from no other', async () => {
    const store = createMemoryStore()
    for (const at of [
      '2026-11-19T23:00:00Z',
      '2026-11-20T11:00:00Z',
      '2026-11-20T13:00:00Z',
      '2026-11-21T10:00:00Z',
    ])
      await writeLines(store, file(at), [changeLine({ at })])
    const asked: string[] = []
    const list = (prefix: string) => {
      asked.push(prefix)
      return store.list(prefix)
    }
    const { lines, objects } = await readActivity({ ...store, list }, span)
    expect(lines.map(({ at }) => at)).toEqual(['2026-11-20T13:00:00Z', '2026-11-21T10:00:00Z'])
    expect(asked).toEqual(['activity/v1/day=2026-11-20/', 'activity/v1/day=2026-11-21/'])
    expect(objects).toBe(2)
  })

  test('that were written lately are found by their hour', async () => {
    const store = createMemoryStore()
    await writeLines(store, file('2026-11-20T23:59:00Z'), [changeLine({ at: '2026-11-20T01:00:00Z' })])
    await writeLines(store, file('2026-11-20T21:00:00Z'), [changeLine({ at: '2026-11-20T20:59:00Z' })])
    const two = { since: new Date('2026-11-20T22:10:00Z'), now: new Date('2026-11-21T00:10:00Z') }
    const { lines } = await readNewActivity(store, two)
    expect(lines.map(({ at }) => at)).toEqual(['2026-11-20T01:00:00Z'])
  })

  test('of a change that was tried again count once, and the one that made a point goes before', async () => {
    const store = createMemoryStore()
    const line = (recordedAt: string, outcome: ActivityLine['outcome']) => ({
      ...changeLine(),
      recordedAt,
      outcome,
    })
    await writeLines(store, file('2026-11-21T10:00:10Z'), [line('2026-11-21T10:00:10Z', 'failed')])
    await writeLines(store, file('2026-11-21T10:01:00Z'), [line('2026-11-21T10:01:00Z', 'captured')])
    await writeLines(store, file('2026-11-21T10:02:00Z'), [line('2026-11-21T10:02:00Z', 'unchanged')])
    expect((await readActivity(store, span)).lines.map(({ outcome }) => outcome)).toEqual(['captured'])
  })

  test('that are damaged are named by object and line, and the others are read', async () => {
    const store = createMemoryStore()
    const key = activityKey(file('2026-11-21T10:00:00Z'))
    const bytes = Buffer.from(`{"half":\n${JSON.stringify(changeLine())}\n{"format":2}\n`)
    await store.write(key, bytes, { size: bytes.length, condition: 'absent' })
    const { lines, damaged } = await readActivity(store, span)
    expect(lines).toHaveLength(1)
    expect(damaged).toEqual([
      { key, line: 1 },
      { key, line: 3 },
    ])
  })

  test('are written once', async () => {
    const store = createMemoryStore()
    await writeLines(store, file('2026-11-21T10:00:00Z'), [changeLine()])
    await writeLines(store, file('2026-11-21T10:00:00Z'), [changeLine({ name: 'other' })])
    expect((await readActivity(store, span)).lines.map(({ name }) => name)).toEqual(['orders'])
  })

  test('that cannot be written are told of, and fail nothing', async () => {
    const ports = { log: fakeLog(), metrics: fakeMetrics() }
    const write = () => Promise.reject(new ServiceFaultError('PutObject: 503'))
    await keepLines({ ...ports, store: { write } }, file('2026-11-21T10:00:00Z'), [changeLine()])
    expect(ports.metrics.totals).toEqual({ ActivityLost: 1 })
    expect(ports.log.lines).toMatchObject([{ level: 'error' }])
  })
})
