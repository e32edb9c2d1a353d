import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { ChangingKind } from '../../../shared/changes/changed-sources.ts'
import type { ChangePorts } from '../../../shared/changes/on-change.ts'
import { onChange } from '../../../shared/changes/on-change.ts'
import { readChange } from '../../../shared/changes/read-change.ts'
import { AccessDeniedError, ServiceFaultError, ThrottledError } from '../../../shared/errors.ts'
import { textOf } from '../../../shared/model/members.ts'
import type { Cause } from '../../../shared/model/manifest.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import type { ResourceRef } from '../../../shared/model/resource.ts'
import { quietChangePorts } from '../../fakes/change-ports.ts'
import { trailEvent } from '../../fixtures/trail-event.ts'

const ACCOUNT = '123456789012'
const BUCKET = 'arn:aws:s3:::invoices'
const RULE = `arn:aws:events:eu-west-1:${ACCOUNT}:rule/`
const arn = (name: string, region = 'eu-west-1', account = ACCOUNT) =>
  `arn:aws:lambda:${region}:${account}:function:${name}`
const ref = (name: string, zone = 'eu-west-1'): ResourceRef => ({
  account: ACCOUNT,
  zone,
  kind: 'function',
  name,
})

const KINDS: readonly ChangingKind[] = [
  {
    changes: [
      {
        eventSource: 's3.amazonaws.com',
        eventNames: ['PutBucketNotification', 'DeleteBucket'],
        sourcesOf: ({ partition, request }) => [`arn:${partition}:s3:::${textOf(request, 'bucketName')}`],
      },
      {
        eventSource: 'events.amazonaws.com',
        eventNames: ['PutRule'],
        sourcesOf: ({ request }) => [`${RULE}${textOf(request, 'name')}`],
      },
    ],
  },
]

const put = (requestParameters: object, detail: Record<string, unknown> = {}) =>
  trailEvent({
    eventSource: 's3.amazonaws.com',
    eventName: 'PutBucketNotification',
    requestParameters: { bucketName: 'invoices', ...requestParameters },
    ...detail,
  })
const read = (body: string) => readChange(body, { account: ACCOUNT, kinds: KINDS })

describe('a call on the side of a trigger', () => {
  test('concerns the functions that it names, and those that its source woke', () => {
    const body = put({
      NotificationConfiguration: { CloudFunctionConfiguration: { CloudFunction: arn('bill') } },
    })
    expect(read(body)).toEqual({
      type: 'source-change',
      event: {
        eventId: '0c2e2a86-0ac6-4c33-a4a1-f5e0d5b5b1a5',
        eventName: 'PutBucketNotification',
        eventTime: '2026-11-21T10:00:00Z',
        source: 's3.amazonaws.com',
        principal: `arn:aws:iam::${ACCOUNT}:user/deployer`,
      },
      named: [ref('bill')],
      sources: [BUCKET],
    })
  })

  test.each([
    ['with a version', { a: `${arn('bill')}:7` }, [ref('bill')]],
    ['with an alias', { a: `${arn('bill')}:live` }, [ref('bill')]],
    ['in a list', { a: [{ b: [arn('bill')] }] }, [ref('bill')]],
    ['in JSON text', { a: JSON.stringify({ Arn: arn('bill') }) }, [ref('bill')]],
    ['as a member’s name', { [arn('bill')]: true }, [ref('bill')]],
    [
      'as API Gateway invokes it',
      { a: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn('bill')}/invocations` },
      [ref('bill')],
    ],
    ['in another region', { a: arn('bill', 'us-gov-west-1') }, [ref('bill', 'us-gov-west-1')]],
    ['twice', { a: arn('bill'), b: `${arn('bill')}:live` }, [ref('bill')]],
    ['of another account', { a: arn('bill', 'eu-west-1', '999999999999') }, []],
    ['by a wildcard', { a: `${arn('bill')}*`, b: arn('*') }, []],
    ['that is Holdfast’s own scratch', { a: arn('holdfast-scratch-1') }, []],
  ])('names a function %s', (_how, request, named) => {
    expect(read(put(request))).toMatchObject({ named })
  })

  test('names its functions in the answer, too', () => {
    const body = put({}, { responseElements: { subscription: { endpoint: arn('bill') } } })
    expect(read(body)).toMatchObject({ named: [ref('bill')] })
  })

  test('finds every function wherever it stands in a record', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/), { maxLength: 5 })
    const property = fc.property(names, fc.json({ maxDepth: 2 }), (functions, filler) => {
      const request = functions.reduce<object>((inner, name) => ({ inner: [inner, arn(name)] }), {
        filler: JSON.parse(filler) as unknown,
      })
      const reading = read(put(request))
      const found = reading.type === 'source-change' ? reading.named.map(({ name }) => name) : []
      const expected = functions.filter((name) => !name.startsWith('holdfast-scratch-'))
      expect(found.toSorted()).toEqual(expected.toSorted())
    })
    fc.assert(property, { numRuns: 50 })
  })

  test('names functions that only its kind can tell, too', () => {
    const kinds: readonly ChangingKind[] = [
      {
        changes: [
          {
            eventSource: 's3.amazonaws.com',
            eventNames: ['PutBucketNotification'],
            sourcesOf: () => [],
            functionsOf: ({ request }) => [arn(textOf(request, 'called') ?? '')],
          },
        ],
      },
    ]
    const told = readChange(put({ called: 'bill', by: arn('print') }), { account: ACCOUNT, kinds })
    expect(told).toMatchObject({ named: [ref('print'), ref('bill')] })
  })

  test.each([
    ['a call that no kind names', { eventName: 'PutBucketAcl' }, 'not-about-a-function'],
    ['a service that no kind names', { eventSource: 'sqs.amazonaws.com' }, 'other-source'],
    ['a failed call', { errorCode: 'AccessDenied' }, 'failed-call'],
    ['a read-only call', { readOnly: true }, 'read-only'],
    ['another account', { recipientAccountId: '999999999999' }, 'other-account'],
    [
      'a rule to the hub',
      {
        eventSource: 'events.amazonaws.com',
        eventName: 'PutRule',
        requestParameters: { name: 'holdfast-forward-holdfast-prod-eu-west-1-triggers-1' },
      },
      'own-rule',
    ],
  ])('is ignored when it is %s', (_what, detail, reason) => {
    expect(read(put({}, detail))).toMatchObject({ type: 'ignored', reason })
  })

  test('is told in the partition that it happened in', () => {
    const principal = { userIdentity: { arn: `arn:aws-cn:iam::${ACCOUNT}:root` } }
    expect(read(put({}, principal))).toMatchObject({ sources: ['arn:aws-cn:s3:::invoices'] })
    expect(read(put({}, { userIdentity: {}, awsRegion: 'us-gov-west-1' }))).toMatchObject({
      sources: ['arn:aws-us-gov:s3:::invoices'],
    })
  })
})

let time = Date.parse('2026-11-21T10:01:00Z')

/** A vault whose index knows these functions by source; a queue, and captures that answer as they are told. */
function start(
  index: Readonly<Record<string, readonly ResourceRef[] | Error>> = {},
  answers: Readonly<Record<string, Error | Partial<Outcome>>> = {},
) {
  const captures: { resource: ResourceRef; cause: Cause; triggersChangedAt?: Date | undefined }[] = []
  const lookups: string[] = []
  time = Date.parse('2026-11-21T10:01:00Z')
  const ports = {
    ...quietChangePorts(),
    kinds: KINDS,
    vault: {
      async *functionsOf(_account: string, source: string) {
        lookups.push(source)
        const known = index[source] ?? []
        if (known instanceof Error) throw known
        yield* known
      },
    },
    clock: { now: () => new Date(time) },
    capture: async (resource: ResourceRef, cause: Cause, triggersChangedAt?: Date) => {
      captures.push({ resource, cause, triggersChangedAt })
      const answer = answers[resource.name]
      if (answer instanceof Error) throw answer
      return { type: 'unchanged', resource, manifest: 'points/x', id: '0', ...answer } as Outcome
    },
  } satisfies ChangePorts
  const names = () => captures.map(({ resource }) => resource.name)
  return { ports, captures, lookups, names }
}

let count = 0
function message(body: string) {
  const messageId = `m${++count}`
  return { messageId, receiptHandle: `r-${messageId}`, body, receiveCount: 1 }
}
const DEADLINE = new Date('2026-11-21T10:06:00Z')
const answer = (ports: ChangePorts, ...messages: ReturnType<typeof message>[]) =>
  onChange(ports, messages, DEADLINE)

describe('on-change, told of a trigger', () => {
  test('captures the functions that the record names and those that the vault knows, each once', async () => {
    const { ports, captures } = start({ [BUCKET]: [ref('bill'), ref('scan', 'us-east-1')] })
    expect(await answer(ports, message(put({ a: arn('bill'), b: arn('print') })))).toEqual([])
    expect(captures.map(({ resource }) => resource)).toEqual([
      ref('bill'),
      ref('print'),
      ref('scan', 'us-east-1'),
    ])
    for (const { cause } of captures)
      expect(cause).toMatchObject({
        type: 'event',
        eventName: 'PutBucketNotification',
        principal: `arn:aws:iam::${ACCOUNT}:user/deployer`,
      })
  })

  test('captures once for a burst that changes the function and what wakes it', async () => {
    const { ports, captures } = start({ [BUCKET]: [ref('bill')] })
    await answer(
      ports,
      message(trailEvent({ requestParameters: { functionName: 'bill' }, eventID: 'e1' })),
      message(put({}, { eventID: 'e2', eventTime: '2026-11-21T10:00:01Z' })),
    )
    expect(captures).toMatchObject([{ cause: { eventId: 'e2', coalesced: ['e1'] } }])
  })

  test('tells a capture when its triggers changed last, so that no older list of them is trusted', async () => {
    const { ports, captures } = start({ [BUCKET]: [ref('bill')] })
    await answer(
      ports,
      message(put({}, { eventID: 'e1', eventTime: '2026-11-21T10:00:02Z' })),
      message(put({}, { eventID: 'e2', eventTime: '2026-11-21T10:00:01Z' })),
      message(trailEvent({ requestParameters: { functionName: 'bill' }, eventTime: '2026-11-21T10:00:03Z' })),
      message(trailEvent({ requestParameters: { functionName: 'print' } })),
    )
    const told = captures.map(({ resource, triggersChangedAt }) => [resource.name, triggersChangedAt])
    expect(told).toEqual([
      ['bill', new Date('2026-11-21T10:00:02Z')],
      ['print', undefined],
    ])
  })

  test('looks a source up once for a batch', async () => {
    const { ports, lookups } = start({ [BUCKET]: [ref('bill')] })
    await answer(ports, message(put({})), message(put({})), message(put({})))
    expect(lookups).toEqual([BUCKET])
  })

  test('ignores what concerns nobody, and says so', async () => {
    const { ports, captures } = start()
    expect(await answer(ports, message(put({})))).toEqual([])
    expect(captures).toEqual([])
    expect(ports.metrics.totals).toEqual({ EventsIgnored: 1, ChangesSeen: 1 })
    expect(ports.log.lines).toContainEqual(
      expect.objectContaining({
        fields: { outcome: expect.objectContaining({ reason: 'not-about-a-function' }) },
      }),
    )
  })

  test('leaves a scratch function alone that the index knows', async () => {
    const { ports, names } = start({ [BUCKET]: [ref('holdfast-scratch-1')] })
    await answer(ports, message(put({})))
    expect(names()).toEqual([])
  })

  test('takes a function that is gone and was never captured for nothing', async () => {
    const { ports } = start({}, { bill: { type: 'deleted' } as Partial<Outcome> })
    expect(await answer(ports, message(put({ a: arn('bill') })))).toEqual([])
    expect(ports.queue.buried).toEqual([])
  })

  test('gives a message back when its one function failed for now', async () => {
    const { ports } = start({ [BUCKET]: [ref('a')] }, { a: new ThrottledError('slow down') })
    const one = message(put({}))
    expect(await answer(ports, one)).toEqual([one.messageId])
    expect(ports.queue.delays).toEqual([{ receiptHandle: one.receiptHandle, seconds: 30 }])
    expect(ports.queue.sent).toEqual([])
    expect(ports.metrics.totals).toMatchObject({ ChangesRetried: 1 })
  })

  test('hands over each of several functions that failed for now, and captures only these again', async () => {
    const slow = new ThrottledError('slow down')
    const index = { [BUCKET]: [ref('a'), ref('b'), ref('c')] }
    const { ports, captures } = start(index, { a: slow, b: slow })
    expect(await answer(ports, message(put({})))).toEqual([])
    expect(ports.queue.sent).toMatchObject([{ seconds: 30 }, { seconds: 30 }])
    const later = start()
    const sent = ports.queue.sent.map(({ body }) => message(body))
    expect(await answer(later.ports, ...sent)).toEqual([])
    expect(later.captures).toEqual(captures.slice(0, 2))
  })

  test('hands a function over once for a burst of messages, with all that happened', async () => {
    const index = { [BUCKET]: [ref('a'), ref('b')] }
    const { ports } = start(index, { a: new ThrottledError('slow down') })
    await answer(ports, message(put({}, { eventID: 'e1' })), message(put({}, { eventID: 'e2' })))
    const [one, ...others] = ports.queue.sent
    expect(others).toEqual([])
    const later = start()
    await answer(later.ports, message(one?.body ?? ''))
    expect(later.captures).toMatchObject([{ resource: ref('a'), cause: { coalesced: [expect.any(String)] } }])
  })

  test('gives a function that was handed over back by itself', async () => {
    const slow = new ThrottledError('slow down')
    const { ports } = start({ [BUCKET]: [ref('a'), ref('b')] }, { a: slow })
    await answer(ports, message(put({}, { eventID: 'e1' })), message(put({}, { eventID: 'e2' })))
    const again = start({}, { a: slow })
    const one = message(ports.queue.sent[0]?.body ?? '')
    expect(await answer(again.ports, one)).toEqual([one.messageId])
    expect(again.ports.queue.sent).toEqual([])
  })

  test('gives the message back as a whole when the queue does not take its functions', async () => {
    const { ports } = start({ [BUCKET]: [ref('a'), ref('b')] }, { a: new ThrottledError('slow down') })
    ports.queue.refuse = new ServiceFaultError('SQS failed')
    const one = message(put({}))
    expect(await answer(ports, one)).toEqual([one.messageId])
  })

  test('takes nothing else for functions that were handed over', async () => {
    const { ports, names } = start()
    const bodies = ['{"handedOver":[]}', '{"handedOver":[{"resource":1}]}', '{"handedOver":']
    expect(await answer(ports, ...bodies.map(message))).toEqual([])
    expect(ports.queue.buried.map(({ body }) => body)).toEqual(bodies)
    expect(names()).toEqual([])
  })

  test('buries a message once when a function failed for good, and captures the others', async () => {
    const denied = new AccessDeniedError('GetFunction: denied')
    const { ports, names } = start({ [BUCKET]: [ref('a'), ref('b'), ref('c')] }, { a: denied, b: denied })
    const one = message(put({}))
    expect(await answer(ports, one)).toEqual([])
    expect(ports.queue.buried).toMatchObject([{ body: one.body, error: 'AccessDeniedError' }])
    expect(names()).toEqual(['a', 'b', 'c'])
  })

  test('hands over what may still succeed of a message that is buried', async () => {
    const { ports } = start(
      { [BUCKET]: [ref('a'), ref('b')] },
      { a: new AccessDeniedError('denied'), b: new ThrottledError('slow down') },
    )
    const one = message(put({}))
    expect(await answer(ports, one)).toEqual([])
    expect(ports.queue.buried).toMatchObject([{ body: one.body, error: 'AccessDeniedError' }])
    expect(ports.queue.sent).toHaveLength(1)
  })

  test('gives a message back when the index cannot be read for now, and goes on with the rest', async () => {
    const { ports, names } = start({ [BUCKET]: new ServiceFaultError('S3 failed') })
    const one = message(put({}))
    const other = message(trailEvent({ requestParameters: { functionName: 'orders' } }))
    expect(await answer(ports, one, other)).toEqual([one.messageId])
    expect(names()).toEqual(['orders'])
  })

  test('takes a kind that fails on a record for a programming error of that message alone', async () => {
    const { ports, names } = start()
    const broken: ChangingKind = {
      changes: [
        {
          eventSource: 'sns.amazonaws.com',
          eventNames: ['Subscribe'],
          sourcesOf: () => {
            throw new TypeError('cannot read s3cr3t')
          },
        },
      ],
    }
    const one = message(trailEvent({ eventSource: 'sns.amazonaws.com', eventName: 'Subscribe' }))
    const other = message(put({ a: arn('bill') }))
    expect(await answer({ ...ports, kinds: [...KINDS, broken] }, one, other)).toEqual([])
    expect(ports.queue.buried).toMatchObject([{ body: one.body, error: 'TypeError' }])
    expect(names()).toEqual(['bill'])
  })
})

describe('a function that many calls concern', () => {
  const API = { [BUCKET]: [ref('bill')] }
  const at = (eventTime: string) => message(put({}, { eventTime }))

  test('is not read again for a call that the last capture has seen', async () => {
    const { ports, captures } = start(API)
    await answer(ports, at('2026-11-21T10:00:00Z'))
    expect(await answer(ports, at('2026-11-21T10:00:30Z'))).toEqual([])
    expect(captures).toHaveLength(1)
  })

  test('is read again for a call that may have come after the capture began', async () => {
    const { ports, captures } = start(API)
    await answer(ports, at('2026-11-21T10:00:00Z'))
    await answer(ports, at('2026-11-21T10:00:31Z'))
    expect(captures).toHaveLength(2)
  })

  test('is always read when it changed itself', async () => {
    const { ports, captures } = start(API)
    await answer(ports, at('2026-11-21T10:00:00Z'))
    await answer(ports, message(trailEvent({ requestParameters: { functionName: 'bill' } })))
    expect(captures).toHaveLength(2)
  })

  test('is read again when the last capture failed, or missed a part for the moment', async () => {
    const gaps = [{ part: 'x', reason: 'still-updating', message: '' }]
    for (const result of [new ThrottledError('slow down'), { gaps } as Partial<Outcome>]) {
      const { ports, captures } = start(API, { bill: result })
      await answer(ports, at('2026-11-21T10:00:00Z'))
      await answer(ports, at('2026-11-21T10:00:00Z'))
      expect(captures).toHaveLength(2)
    }
  })

  test('is captured later when the invocation has no time left for it, however many there are', async () => {
    const all = Array.from({ length: 50 }, (_, n) => `f${n}`)
    const { ports, names } = start({ [BUCKET]: all.map((name) => ref(name)) })
    const { capture } = ports
    const slowly = async (resource: ResourceRef, cause: Cause) => {
      time += 30_000
      return await capture(resource, cause)
    }
    let waiting = [message(put({}))]
    for (let batch = 0; waiting.length > 0; batch++) {
      const now = waiting.splice(0, 20)
      const deadline = new Date(time + 300_000)
      const back = await onChange({ ...ports, capture: slowly }, now, deadline)
      const sent = ports.queue.sent.splice(0).map(({ body }) => message(body))
      waiting = [...waiting, ...sent, ...now.filter(({ messageId }) => back.includes(messageId))]
      expect(batch).toBeLessThan(10)
    }
    expect(names().toSorted()).toEqual(all.toSorted())
  })
})
