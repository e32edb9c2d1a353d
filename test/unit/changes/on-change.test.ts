import { describe, expect, test } from '@jest/globals'
import type { AnsweredChanges } from '../../../shared/activity/change-lines.ts'
import type { ChangePorts } from '../../../shared/changes/on-change.ts'
import { onChange } from '../../../shared/changes/on-change.ts'
import { DELIVERIES, retryDelay } from '../../../shared/changes/give-back.ts'
import { AccessDeniedError, ThrottledError } from '../../../shared/errors.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import type { Cause } from '../../../shared/model/manifest.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import type { ResourceRef } from '../../../shared/model/resource.ts'
import { quietChangePorts } from '../../fakes/change-ports.ts'
import { trailEvent } from '../../fixtures/trail-event.ts'

const ACCOUNT = '123456789012'

function start(answer: (resource: ResourceRef) => Outcome = captured) {
  const captures: { resource: ResourceRef; cause: Cause }[] = []
  const kept: AnsweredChanges[] = []
  const told: Alert[] = []
  const ports = {
    ...quietChangePorts(),
    keepActivity: async (answered: readonly AnsweredChanges[]) => void kept.push(...answered),
    alerts: { tell: async (alerts: readonly Alert[]) => void told.push(...alerts), flush: async () => {} },
    capture: async (resource: ResourceRef, cause: Cause) => {
      captures.push({ resource, cause })
      return answer(resource)
    },
  } satisfies ChangePorts
  return { ports, captures, kept, told }
}

function captured(resource: ResourceRef): Outcome {
  return {
    type: 'captured',
    resource,
    manifest: 'points/x',
    id: '0',
    gaps: [],
    bytesStored: 5,
    bytesDeduplicated: 7,
  }
}

let count = 0
function message(body: string, receiveCount = 1) {
  const messageId = `m${++count}`
  return { messageId, receiptHandle: `r-${messageId}`, body, receiveCount }
}

const update = (functionName: string, detail: Record<string, unknown> = {}) =>
  message(trailEvent({ requestParameters: { functionName }, ...detail }))

/** Far away: time is not what these tests are about. */
const DEADLINE = new Date('2026-11-21T10:05:30Z')

describe('on-change', () => {
  test('answers a burst of ten calls on one function with one capture', async () => {
    const { ports, captures } = start()
    const burst = Array.from({ length: 10 }, (_, i) =>
      update('orders', { eventID: `e${i}`, eventTime: `2026-11-21T10:00:0${i}Z` }),
    )
    expect(await onChange(ports, burst, DEADLINE)).toEqual([])
    expect(captures).toHaveLength(1)
    expect(captures[0]?.cause).toMatchObject({
      eventId: 'e9',
      coalesced: ['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'e8'],
    })
  })

  test('names an event that was delivered twice once', async () => {
    const { ports, captures } = start()
    await onChange(
      ports,
      [update('orders', { eventID: 'e1' }), update('orders', { eventID: 'e1' })],
      DEADLINE,
    )
    expect(captures[0]?.cause).not.toHaveProperty('coalesced')
  })

  test('captures each function of a batch, by whichever form of name', async () => {
    const { ports, captures } = start()
    await onChange(
      ports,
      [update('orders'), update('bills'), update(`arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders:live`)],
      DEADLINE,
    )
    expect(captures.map(({ resource }) => resource.name)).toEqual(['orders', 'bills'])
  })

  test('keeps functions of the same name in two regions apart', async () => {
    const { ports, captures } = start()
    await onChange(ports, [update('orders'), update('orders', { awsRegion: 'us-east-1' })], DEADLINE)
    expect(captures.map(({ resource }) => resource.zone)).toEqual(['eu-west-1', 'us-east-1'])
  })

  test('gives back only the messages of the function that failed', async () => {
    const { ports } = start((resource) => {
      if (resource.name === 'orders') throw new ThrottledError('slow down')
      return captured(resource)
    })
    const orders = update('orders')
    expect(await onChange(ports, [update('bills'), orders], DEADLINE)).toEqual([orders.messageId])
    expect(ports.queue.delays).toEqual([{ receiptHandle: orders.receiptHandle, seconds: 30 }])
    expect(ports.queue.buried).toEqual([])
  })

  test('asks again for a function of which a part was missing for the moment, and not for one that stays denied', async () => {
    const gap = (reason: 'still-updating' | 'access-denied') => ({ part: 'x', reason, message: '' })
    const { ports } = start(
      (resource) =>
        ({
          ...captured(resource),
          gaps: [gap(resource.name === 'orders' ? 'still-updating' : 'access-denied')],
        }) as Outcome,
    )
    const orders = update('orders')
    expect(await onChange(ports, [orders, update('bills')], DEADLINE)).toEqual([orders.messageId])
    expect(ports.queue.delays).toEqual([{ receiptHandle: orders.receiptHandle, seconds: 30 }])
  })

  test.each([
    [
      'a part that is still missing',
      'FunctionChangingError',
      'x could not be read: still-updating.',
      DEADLINE,
    ],
    [
      'what there never was time for',
      'OutOfTimeError',
      'No time was left to begin.',
      new Date('2026-11-21T10:01:00Z'),
    ],
  ])(
    'gives up %s at the last delivery, with its reason, and people hear of it',
    async (_what, error, reason, deadline) => {
      const gaps = [{ part: 'x', reason: 'still-updating' as const, message: '' }]
      const { ports, told } = start((resource) => ({ ...captured(resource), gaps }) as Outcome)
      const orders = { ...update('orders'), receiveCount: DELIVERIES }
      expect(await onChange(ports, [orders], deadline)).toEqual([])
      expect(ports.queue.buried).toEqual([{ body: orders.body, error, message: reason }])
      expect(ports.metrics.totals).toMatchObject({ ChangesDeadLettered: 1 })
      expect(told.filter(({ state }) => state === 'begun')).toMatchObject([
        { kind: 'capture-failed', subject: `Holdfast: capture of eu-west-1/orders failed (${error})` },
      ])
    },
  )

  test('sends what can never succeed to the dead-letter queue with the reason', async () => {
    const { ports } = start(() => {
      throw new AccessDeniedError('GetFunction: AccessDeniedException: not allowed')
    })
    const orders = update('orders')
    expect(await onChange(ports, [orders], DEADLINE)).toEqual([])
    expect(ports.queue.buried).toEqual([
      {
        body: orders.body,
        error: 'AccessDeniedError',
        message: 'GetFunction: AccessDeniedException: not allowed',
      },
    ])
    expect(ports.metrics.totals).toMatchObject({ ChangesDeadLettered: 1 })
  })

  test('never repeats the words of a programming error there: they may quote what was read', async () => {
    const { ports } = start(() => {
      throw new TypeError('cannot read s3cr3t')
    })
    await onChange(ports, [update('orders')], DEADLINE)
    expect(ports.queue.buried).toMatchObject([{ error: 'TypeError' }])
    expect(JSON.stringify(ports.queue.buried)).not.toContain('s3cr3t')
  })

  test('sends a malformed message there too, and goes on with the rest', async () => {
    const { ports, captures } = start()
    expect(await onChange(ports, [message('not json'), update('orders')], DEADLINE)).toEqual([])
    expect(captures).toHaveLength(1)
    expect(ports.queue.buried).toEqual([
      { body: 'not json', error: 'MalformedEventError', message: 'The message is not JSON.' },
    ])
  })

  test('keeps a message that the dead-letter queue refuses', async () => {
    const { ports } = start()
    ports.queue.refuse = new Error('no')
    const poison = message('not json')
    expect(await onChange(ports, [poison], DEADLINE)).toEqual([poison.messageId])
  })

  test('gives a message back even when its delay cannot be set', async () => {
    const { ports } = start(() => {
      throw new ThrottledError('slow down')
    })
    ports.queue.refuse = new Error('no')
    const orders = update('orders')
    expect(await onChange(ports, [orders], DEADLINE)).toEqual([orders.messageId])
  })

  test('captures nothing for events that it ignores, and says why', async () => {
    const { ports, captures } = start()
    expect(await onChange(ports, [update('orders', { readOnly: true })], DEADLINE)).toEqual([])
    expect(captures).toEqual([])
    expect(ports.log.lines).toContainEqual(
      expect.objectContaining({
        message: 'outcome',
        fields: { outcome: expect.objectContaining({ type: 'ignored', reason: 'read-only' }) },
      }),
    )
  })

  test('counts points, bytes and the time from event to point', async () => {
    const { ports } = start()
    await onChange(ports, [update('orders')], DEADLINE)
    expect(ports.metrics.totals).toEqual({
      ChangesSeen: 1,
      PointsWritten: 1,
      Gaps: 0,
      BytesStored: 5,
      BytesDeduplicated: 7,
      CaptureLatency: 30_000,
    })
  })
})

test('a failed message waits longer each time, at most a quarter of an hour', () => {
  expect([1, 2, 3, 5, 6, 20].map(retryDelay)).toEqual([30, 60, 120, 480, 900, 900])
})
