import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ServiceFaultError, ThrottledError } from '../../../shared/errors.ts'
import { DELIVERIES } from '../../../shared/changes/give-back.ts'
import type { ChangePorts } from '../../../shared/changes/on-change.ts'
import { onChange } from '../../../shared/changes/on-change.ts'
import { flushMessage } from '../../../shared/changes/own-alerts.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import type { Gap } from '../../../shared/model/manifest.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import type { ResourceRef } from '../../../shared/model/resource.ts'
import { quietChangePorts } from '../../fakes/change-ports.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import type { fakeMetrics } from '../../fakes/fake-log.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { deskWithPeople } from '../../fakes/told.ts'
import { trailEvent } from '../../fixtures/trail-event.ts'

const ACCOUNT = '123456789012'

/** on-change with the desk that deploys; time stands still unless it is moved. */
function start(answer: (resource: ResourceRef) => Outcome = deleted) {
  const clock = fakeClock('2026-11-21T10:00:30.000Z')
  const store = createMemoryStore(() => clock.now())
  const quiet = quietChangePorts()
  const { log, queue } = quiet
  const flushLater = async (window: Parameters<typeof flushMessage>[0], seconds: number) =>
    queue.sendLater([flushMessage(window)], seconds)
  const { desk, told } = deskWithPeople({ store, clock, log, flushLater })
  const ports: ChangePorts & { alerts: typeof desk } = {
    ...quiet,
    alerts: desk,
    clock,
    capture: async (resource) => answer(resource),
  }
  const deadline = () => new Date(clock.now().getTime() + 300_000)
  const deliver = (...messages: readonly ReturnType<typeof message>[]) =>
    onChange(ports, messages, deadline())
  return { ports, queue, told, clock, deliver, log }
}

function deleted(resource: ResourceRef): Outcome {
  return { type: 'deleted', resource, manifest: `points/${resource.name}.json` }
}

function unchanged(resource: ResourceRef): Outcome {
  return { type: 'unchanged', resource, manifest: 'points/x', id: '0' }
}

function withGap(resource: ResourceRef): Outcome {
  const gaps = [{ part: 'policy', reason: 'access-denied' as const, message: 'SECRET words of AWS' }]
  return {
    type: 'captured',
    resource,
    manifest: 'points/x',
    id: '0',
    gaps,
    bytesStored: 0,
    bytesDeduplicated: 0,
  }
}

let count = 0
function message(body: string, receiveCount = 1) {
  const messageId = `m${++count}`
  return { messageId, receiptHandle: `r-${messageId}`, body, receiveCount }
}

const deletion = (name: string) =>
  message(
    trailEvent({
      eventName: 'DeleteFunction20150331',
      requestParameters: { functionName: name },
      userIdentity: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deployer/ann` },
    }),
  )

const kinds = (told: readonly Alert[]) => told.map(({ kind }) => kind)
const subjects = (told: readonly Alert[]) => told.map(({ subject }) => subject)

describe('a function that is deleted', () => {
  test('is told once, with who did it and the command that brings it back', async () => {
    const { told, deliver } = start()
    await deliver(deletion('orders'))
    await deliver(deletion('orders'))
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({
      kind: 'function-deleted',
      subject: 'Holdfast: function eu-west-1/orders was deleted by assumed-role/deployer/ann',
      next: [
        'holdfast restore orders --zone eu-west-1 --vault s3://backup-vault --dry-run',
        'holdfast restore orders --zone eu-west-1 --vault s3://backup-vault',
      ],
    })
  })

  test('that never had a recovery point is nothing to tell', async () => {
    const { told, deliver } = start((resource) => ({ type: 'deleted', resource }))
    await deliver(deletion('orders'))
    expect(told).toEqual([])
  })

  test('with three hundred others is told in five alerts and one digest, soon after', async () => {
    const { told, deliver, queue, clock } = start()
    for (let batch = 0; batch < 15; batch += 1)
      await deliver(...Array.from({ length: 20 }, (_, n) => deletion(`f${batch * 20 + n}`)))
    expect(kinds(told)).toEqual(Array.from({ length: 5 }, () => 'function-deleted'))
    expect(queue.sent).toHaveLength(1)
    expect(queue.sent[0]!.seconds).toBeLessThanOrEqual(330)
    clock.advance(330_000)
    await deliver(message(queue.sent[0]!.body))
    await deliver(message(queue.sent[0]!.body))
    expect(kinds(told.slice(5))).toEqual(['digest'])
    expect(told[5]).toMatchObject({
      subject: 'Holdfast: 295 functions were deleted in eu-west-1',
      attributes: { of: 'function-deleted', alerts: 295 },
    })
    expect(told[5]!.text).toContain('and 245 more.')
  })
})

describe('a gap', () => {
  test('is told when it appears, not again while it lasts, and its end is told', async () => {
    let next: (resource: ResourceRef) => Outcome = withGap
    const { told, deliver } = start((resource) => next(resource))
    await deliver(deletion('orders'))
    await deliver(deletion('orders'))
    next = (resource) => ({ ...withGap(resource), gaps: [], closedGaps: ['policy'] }) as Outcome
    await deliver(deletion('orders'))
    expect(told.map(({ kind, state, subject }) => [kind, state, subject])).toEqual([
      ['gap', 'begun', 'Holdfast: gap in eu-west-1/orders: policy (access-denied)'],
      ['gap', 'ended', 'Holdfast: gap closed in eu-west-1/orders: policy'],
    ])
    expect(JSON.stringify(told)).not.toContain('SECRET')
  })

  test('that closes by itself is not told', async () => {
    const gaps = [{ part: 'policy', reason: 'throttled' as const, message: '' }]
    const { told, deliver } = start((resource) => ({ ...withGap(resource), gaps }) as Outcome)
    await deliver(deletion('orders'))
    expect(told).toEqual([])
  })
})

describe('a change that cannot be captured', () => {
  const failing = (error: Error) =>
    start(() => {
      throw error
    })

  test('is told once, by the name of what changed and of the error, without AWS’s words', async () => {
    const { told, deliver, queue } = failing(new AccessDeniedError('SECRET words of AWS'))
    expect(await deliver(deletion('orders'))).toEqual([])
    expect(queue.buried).toHaveLength(1)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({
      kind: 'capture-failed',
      subject: 'Holdfast: capture of eu-west-1/orders failed (AccessDeniedError)',
    })
    expect(JSON.stringify(told)).not.toContain('SECRET')
  })

  test('for what may pass is tried again, and told when it is given up, with the reason beside the message', async () => {
    const { told, deliver, queue } = failing(new ThrottledError('slow down'))
    const first = deletion('orders')
    expect(await deliver(first)).toEqual([first.messageId])
    expect(told).toEqual([])
    expect(await deliver({ ...deletion('orders'), receiveCount: DELIVERIES })).toEqual([])
    expect(queue.buried).toMatchObject([{ error: 'ThrottledError' }])
    expect(kinds(told)).toEqual(['capture-failed'])
  })

  test('and that two messages of one batch tell of is told once', async () => {
    const { told, deliver, queue } = failing(new AccessDeniedError('no'))
    await deliver(deletion('orders'), deletion('orders'), deletion('stock'))
    expect(queue.buried).toHaveLength(3)
    expect(subjects(told)).toEqual([
      'Holdfast: capture of eu-west-1/orders failed (AccessDeniedError)',
      'Holdfast: capture of eu-west-1/stock failed (AccessDeniedError)',
    ])
  })

  test('and that comes again in another batch is told once, even when both are answered at the same time', async () => {
    const { told, deliver, queue } = failing(new AccessDeniedError('no'))
    await Promise.all([deliver(deletion('orders')), deliver(deletion('orders'))])
    await deliver(deletion('orders'))
    expect(queue.buried).toHaveLength(3)
    expect(kinds(told)).toEqual(['capture-failed'])
  })

  test('is over when a later one of the same function can, and told anew when it begins again', async () => {
    let error: Error | undefined = new AccessDeniedError('no')
    const { told, deliver } = start((resource) => {
      if (error) throw error
      return { type: 'unchanged', resource, manifest: 'points/x', id: '0' }
    })
    await deliver(deletion('orders'))
    error = undefined
    await deliver(deletion('stock'))
    expect(told).toHaveLength(1)
    await deliver(deletion('orders'))
    await deliver(deletion('orders'))
    error = new AccessDeniedError('no')
    await deliver(deletion('orders'))
    expect(told.map(({ state, subject }) => [state, subject])).toEqual([
      ['begun', 'Holdfast: capture of eu-west-1/orders failed (AccessDeniedError)'],
      ['ended', 'Holdfast: eu-west-1/orders is captured again'],
      ['begun', 'Holdfast: capture of eu-west-1/orders failed (AccessDeniedError)'],
    ])
  })

  test('whole is told once while that lasts, and is over when nothing is missing that may pass', async () => {
    const throttled = { part: 'policy', reason: 'throttled', message: '' } as const
    const denied = { part: 'role', reason: 'access-denied', message: '' } as const
    let gaps: readonly Gap[] = [throttled]
    const { told, deliver } = start((resource) => ({ ...unchanged(resource), gaps }) as Outcome)
    for (let change = 0; change < 3; change += 1) {
      const first = deletion('orders')
      for (let receiveCount = 1; receiveCount <= DELIVERIES; receiveCount += 1)
        await deliver({ ...first, receiveCount })
    }
    const ofCapture = () => told.filter(({ kind }) => kind === 'capture-failed').map(({ state }) => state)
    expect(ofCapture()).toEqual(['begun'])
    gaps = [denied]
    await deliver(deletion('orders'))
    expect(ofCapture()).toEqual(['begun', 'ended'])
  })

  test('is told of each function that one message asked for', async () => {
    const { told, deliver, queue } = failing(new AccessDeniedError('no'))
    const handedOver = ['orders', 'stock'].map((name) => ({
      eventId: 'e1',
      eventName: 'UpdateStage',
      eventTime: '2026-11-21T10:00:00Z',
      resource: { account: ACCOUNT, zone: 'eu-west-1', kind: 'function', name },
    }))
    await deliver(message(JSON.stringify({ handedOver })))
    expect(queue.buried).toHaveLength(1)
    expect(subjects(told)).toEqual([
      'Holdfast: capture of eu-west-1/orders failed (AccessDeniedError)',
      'Holdfast: capture of eu-west-1/stock failed (AccessDeniedError)',
    ])
  })

  test('because nobody can read the message is told for each such message, for nothing says what it is about', async () => {
    const { told, deliver } = start()
    await deliver(message('not json'), message('nor this'))
    const subject = 'Holdfast: capture of a change failed (MalformedEventError)'
    expect(told).toMatchObject([
      { kind: 'capture-failed', state: 'once', subject },
      { kind: 'capture-failed', state: 'once', subject },
    ])
  })
})

describe('when nobody can be told', () => {
  test('the capture stands, and the alert comes by the queue', async () => {
    const { ports, told, deliver, queue } = start()
    const { alerts } = ports
    Object.assign(ports, {
      alerts: { ...ports.alerts, tell: () => Promise.reject(new ServiceFaultError('down')) },
    })
    expect(await deliver(deletion('orders'))).toEqual([])
    expect(queue.sent).toHaveLength(1)
    const again = message(queue.sent[0]!.body)
    expect(await deliver(again)).toEqual([again.messageId])
    Object.assign(ports, { alerts })
    expect(await deliver(again)).toEqual([])
    expect(kinds(told)).toEqual(['function-deleted'])
  })

  test('for good, the alert ends in the dead-letter queue, and makes no other', async () => {
    const { ports, deliver, queue } = start()
    await deliver(deletion('first'))
    Object.assign(ports, {
      alerts: { ...ports.alerts, tell: () => Promise.reject(new AccessDeniedError('no')) },
    })
    await deliver(deletion('orders'))
    const [own] = queue.sent
    expect(await deliver(message(own!.body))).toEqual([])
    expect(queue.buried).toMatchObject([{ body: own!.body, error: 'AccessDeniedError' }])
    expect(queue.sent).toHaveLength(1)
  })

  test.each([
    ['a deletion', deleted, 1],
    ['an end, which the next capture tells,', unchanged, 0],
  ])('of %s, and the queue refuses as well, what people miss is counted', async (_what, answer, missed) => {
    const { ports, deliver, queue } = start(answer)
    Object.assign(ports, {
      alerts: { ...ports.alerts, tell: () => Promise.reject(new ServiceFaultError('down')) },
    })
    queue.refuse = new ServiceFaultError('down')
    await deliver(deletion('orders'))
    expect((ports.metrics as ReturnType<typeof fakeMetrics>).totals).toMatchObject({ AlertsNotTold: missed })
  })
})
