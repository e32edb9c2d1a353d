import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { requestSigner } from '../../../shared/aws/sign-request.ts'
import {
  AccessDeniedError,
  MalformedEventError,
  RequestRejectedError,
  ServiceFaultError,
  ThrottledError,
} from '../../../shared/errors.ts'
import { entriesOf, inRequests } from '../../../shared/log-delivery/bulk.ts'
import { deliverLogs } from '../../../shared/log-delivery/deliver-logs.ts'
import { LogsEvent, readBatch } from '../../../shared/log-delivery/log-batch.ts'
import { bulkPoster } from '../../../shared/runtime/bulk-post.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import type { FakeOpenSearch } from '../../fakes/fake-opensearch.ts'
import { KEYS, startOpenSearch } from '../../fakes/fake-opensearch.ts'
import { AT, LOG_GROUP, loggerLine, logsEvent } from './log-lines.ts'

let domain: FakeOpenSearch
beforeEach(async () => {
  domain = await startOpenSearch()
})
afterEach(() => domain.close())

const LINES = ['one', 'two', 'three'].map((message) => loggerLine({ message }))
const ids = () => [...domain.documents.keys()]

/** Two minutes of invocation with the domain at the other end; a test does not wait twenty seconds. */
function world(credentials: typeof KEYS = KEYS) {
  const clock = fakeClock('2026-11-21T23:59:59.000Z')
  const log = fakeLog()
  const sign = requestSigner({
    service: 'es',
    region: 'eu-west-1',
    clock,
    credentials: async () => credentials,
  })
  const post = bulkPoster(domain.endpoint, sign, request)
  const ports = { post: async (body: string) => post(body, 300), clock, log }
  const deadline = new Date(clock.now().getTime() + 120_000)
  const deliver = (event: LogsEvent = logsEvent(LINES)) => deliverLogs(ports, readBatch(event), deadline)
  return { deliver, clock, log }
}

describe('lines of a log', () => {
  test('reach the index of their own day, under the ids that CloudWatch gave them', async () => {
    const midnight = [...LINES]
    expect(await world().deliver(logsEvent(midnight))).toEqual({ delivered: 3 })
    expect(ids()).toEqual(['id-0', 'id-1', 'id-2'].map((id) => `holdfast-logs-2026.11.21/${id}`))
    expect(domain.documents.get('holdfast-logs-2026.11.21/id-0')).toMatchObject({
      message: 'one',
      level: 'INFO',
    })
    expect(domain.requests).toEqual([3])
  })

  test('that are handed over twice are kept once, and done', async () => {
    const { deliver } = world()
    await deliver()
    expect(await deliver()).toEqual({ delivered: 3 })
    expect(ids()).toHaveLength(3)
  })

  test('that are not Holdfast’s are not delivered; with none left nobody is asked', async () => {
    const { deliver } = world()
    await deliver(logsEvent(['START RequestId: 1', LINES[0]!]))
    expect(ids()).toEqual(['holdfast-logs-2026.11.21/id-1'])
    expect(await deliver(logsEvent(['END RequestId: 1']))).toEqual({ delivered: 0 })
    expect(await deliver(logsEvent(['CWL CONTROL MESSAGE'], 'CONTROL_MESSAGE'))).toEqual({ delivered: 0 })
    expect(domain.requests).toEqual([1])
  })
})

describe('when OpenSearch takes a part', () => {
  test('the lines that it was too busy for are tried again, and no other', async () => {
    domain.plans.push({ items: [201, 429, 503] }, { items: [201, 429] })
    const { deliver, clock, log } = world()
    expect(await deliver()).toEqual({ delivered: 3 })
    expect(domain.requests).toEqual([3, 2, 1])
    expect(clock.sleeps).toEqual([1000, 2000])
    expect(log.lines.map(({ level, fields }) => [level, fields['lines']])).toEqual([
      ['warn', 2],
      ['warn', 1],
    ])
  })

  test('a line that it will never take fails the batch after the others are kept, without a word of the line', async () => {
    const refusal = { status: 400, type: 'mapper_parsing_exception' }
    domain.plans.push({ items: [201, refusal, 429] })
    await expect(world().deliver()).rejects.toThrow(
      new RequestRejectedError(
        `OpenSearch keeps refusing 1 of 3 lines of ${LOG_GROUP}. OpenSearch answered 400 (mapper_parsing_exception) to a line.`,
      ),
    )
    expect(ids()).toHaveLength(2)
  })
})

describe('when OpenSearch takes nothing', () => {
  test('for want of a permission, which it says of each line, it is asked once, and people learn what is missing', async () => {
    const refusal = { status: 403, type: 'security_exception' }
    domain.plans.push({ items: [refusal, refusal, refusal] })
    await expect(world().deliver()).rejects.toThrow(
      `OpenSearch keeps refusing 3 of 3 lines of ${LOG_GROUP}. OpenSearch answered 403 (security_exception) to a line. docs/activity.md says what its role must allow.`,
    )
    expect(domain.requests).toEqual([3])
  })

  test.each([
    [429, ThrottledError],
    [503, ServiceFaultError],
  ])('for a while (%i), it is asked until the time is over', async (status, kind) => {
    domain.plans.push(...Array.from({ length: 20 }, () => ({ status })))
    const { deliver, clock } = world()
    await expect(deliver()).rejects.toThrow(kind)
    expect(clock.sleeps).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000])
    expect(ids()).toEqual([])
  })

  test.each([
    [403, AccessDeniedError],
    [400, RequestRejectedError],
    [413, RequestRejectedError],
    [301, RequestRejectedError],
  ])('for good (%i), it is asked once and the batch fails', async (status, kind) => {
    domain.plans.push({ status })
    await expect(world().deliver()).rejects.toThrow(kind)
    expect(domain.requests).toHaveLength(1)
  })

  test('an answer that does not come, or breaks off, is asked for again', async () => {
    domain.plans.push('slow', 'broken')
    const { deliver } = world()
    expect(await deliver()).toEqual({ delivered: 3 })
    expect(domain.requests).toEqual([3, 3, 3])
  })
})

test('a request that is signed with other keys is refused', async () => {
  await expect(world({ ...KEYS, secretAccessKey: 'another' }).deliver()).rejects.toThrow(AccessDeniedError)
})

test('requests stay below what the smallest domain takes', () => {
  const big = loggerLine({ message: 'x'.repeat(200_000) })
  const logEvents = Array.from({ length: 30 }, (_, place) => ({
    id: String(place),
    timestamp: AT,
    message: big,
  }))
  const entries = entriesOf({ logGroup: LOG_GROUP, logEvents })
  const parts = inRequests(entries)
  expect(parts.length).toBeGreaterThan(2)
  expect(parts.flat()).toEqual(entries)
  for (const part of parts)
    expect(part.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)).toBeLessThanOrEqual(4 * 2 ** 20)
  expect(
    inRequests(Array.from({ length: 5001 }, () => ({ id: '', text: 'x' }))).map(({ length }) => length),
  ).toEqual([5000, 1])
})

test.each(['no gzip', Buffer.from('{}').toString('base64')])(
  'what cannot be unpacked is said to be so: %s',
  (data) => {
    expect(() => readBatch({ awslogs: { data } })).toThrow(MalformedEventError)
  },
)

test('what CloudWatch Logs hands over is read as it comes', () => {
  const { logGroup, logEvents } = readBatch(LogsEvent.parse(logsEvent(LINES)))
  expect([logGroup, logEvents.map(({ id }) => id)]).toEqual([LOG_GROUP, ['id-0', 'id-1', 'id-2']])
})
