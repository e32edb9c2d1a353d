import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ServiceFaultError } from '../../../shared/errors.ts'
import { GapLog } from '../../../shared/model/gaps.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { SourceReading, TriggerKind } from '../../../shared/triggers/kind.ts'
import type { TriggeredFunction } from '../../../shared/triggers/read-triggers.ts'
import { readTriggers } from '../../../shared/triggers/read-triggers.ts'
import type { TriggerPorts } from '../../../shared/triggers/trigger-ports.ts'
import { triggerScope } from '../../../shared/triggers/trigger-scope.ts'
import { fakeListKind, fakePolicyKind, sourceThat } from '../../fakes/fake-kinds.ts'
import { fakeTriggers } from '../../fakes/fake-triggers.ts'
import { homePlace } from './kinds/kind-under-test.ts'

const BILL = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:orders'
const API = 'arn:aws:execute-api:eu-west-1:123456789012:abc'
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:orders'
const SCHEDULE = 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly'

function statement(service: string, sourceArn?: string, Sid = service): JsonObject {
  const condition = sourceArn === undefined ? {} : { Condition: { ArnLike: { 'aws:SourceArn': sourceArn } } }
  return {
    Sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'lambda:InvokeFunction',
    ...condition,
  }
}

function bill(...statements: readonly JsonObject[]): TriggeredFunction {
  const document = { Version: '2012-10-17', Statement: statements }
  return { name: 'bill', policies: [{ part: 'policy', invokes: BILL, document }], polled: [] }
}

function scopeOf(kinds: readonly TriggerKind[], more: Partial<TriggerPorts> = {}) {
  return triggerScope(fakeTriggers({ kinds, ...more }), homePlace, undefined)
}

/** The triggers of a function, read by these kinds, with the gaps. */
async function read(
  kinds: readonly TriggerKind[],
  wanted: TriggeredFunction,
  more: Partial<TriggerPorts> = {},
) {
  const gaps = new GapLog()
  const found = await readTriggers(scopeOf(kinds, more), wanted, gaps)
  return { ...found, gaps: gaps.all.map(({ part, reason }) => `${part}: ${reason}`), messages: gaps.all }
}

const sns = (sources: Readonly<Record<string, SourceReading | Error>>) =>
  fakePolicyKind('sns-subscription', ['sns.amazonaws.com'], sources)

describe('the triggers of a function', () => {
  test('are what the sources that its policy names have for it, and not what they have for others', async () => {
    const topic = sourceThat(TOPIC, BILL, `${BILL}2`, BILL.replace('eu-west-1', 'eu-west-2'))
    const found = await read([sns({ [TOPIC]: topic })], bill(statement('sns.amazonaws.com', TOPIC)))
    expect(found.triggers).toEqual([{ kind: 'sns-subscription', source: TOPIC, invokes: BILL, settings: {} }])
    expect(found.sources).toEqual([
      {
        arn: TOPIC,
        account: '123456789012',
        region: 'eu-west-1',
        exists: true,
        statements: ['policy/sns.amazonaws.com'],
      },
    ])
    expect(found.gaps).toEqual([])
  })

  test.each([
    `${BILL}:live`,
    `${BILL}:7`,
    `${BILL}:$LATEST`,
    'bill',
    'bill:live',
    '123456789012:function:bill',
  ])('are known under the name %s too', async (invokes) => {
    const found = await read(
      [sns({ [TOPIC]: sourceThat(TOPIC, invokes) })],
      bill(statement('sns.amazonaws.com', TOPIC)),
    )
    expect(found.triggers).toMatchObject([{ invokes }])
  })

  test('name the statements of every policy that lets a source in, and read the source once', async () => {
    const kind = sns({ [TOPIC]: sourceThat(TOPIC, BILL) })
    const own = bill(statement('sns.amazonaws.com', TOPIC, 'a'))
    const alias = {
      part: 'aliases/live/policy',
      invokes: `${BILL}:live`,
      document: own.policies[0]!.document,
    }
    const found = await read([kind], { ...own, policies: [...own.policies, alias] })
    expect(found.sources).toMatchObject([{ statements: ['aliases/live/policy/a', 'policy/a'] }])
    expect(kind.reads).toEqual([TOPIC])
  })

  test('leave a source that a statement names and that does not use it, with the statement', async () => {
    const found = await read(
      [sns({ [TOPIC]: sourceThat(TOPIC) })],
      bill(statement('sns.amazonaws.com', TOPIC)),
    )
    expect(found.triggers).toEqual([])
    expect(found.sources).toMatchObject([
      { arn: TOPIC, exists: true, statements: ['policy/sns.amazonaws.com'] },
    ])
  })

  test('leave a source that is gone as one that does not exist', async () => {
    const found = await read([sns({})], bill(statement('sns.amazonaws.com', TOPIC)))
    expect(found.sources).toEqual([{ arn: TOPIC, exists: false, statements: ['policy/sns.amazonaws.com'] }])
    expect(found.gaps).toEqual([])
  })

  test('leave a source that may not be read as a gap, and do not say whether it exists', async () => {
    const found = await read(
      [sns({ [TOPIC]: new AccessDeniedError('no') })],
      bill(statement('sns.amazonaws.com', TOPIC)),
    )
    expect(found.sources).toMatchObject([{ arn: TOPIC, exists: null }])
    expect(found.gaps).toEqual([`triggers/sns-subscription/${TOPIC}: access-denied`])
  })

  test('name a principal whose source cannot be found', async () => {
    const found = await read([sns({})], bill(statement('sns.amazonaws.com', 'arn:aws:sns:*:*:*')))
    expect(found.gaps).toEqual(['triggers/sns.amazonaws.com: unsupported'])
  })

  test('are looked for at a service that can be asked, and a refusal is a gap', async () => {
    const asked = fakePolicyKind(
      'rule',
      ['events.amazonaws.com'],
      { rule: sourceThat('rule', BILL) },
      async () => ['rule'],
    )
    const found = await read([asked], bill(statement('events.amazonaws.com')))
    expect(found.triggers).toMatchObject([{ kind: 'rule', source: 'rule' }])
    const refusing = fakePolicyKind('rule', ['events.amazonaws.com'], {}, () =>
      Promise.reject(new AccessDeniedError('no')),
    )
    expect((await read([refusing], bill(statement('events.amazonaws.com')))).gaps).toEqual([
      'triggers/rule/events.amazonaws.com: access-denied',
    ])
  })

  test('of sources that only fit a pattern are those that use it', async () => {
    const other = API.replace(':abc', ':def')
    const found = await read(
      [
        fakePolicyKind(
          'api',
          ['apigateway.amazonaws.com'],
          { [API]: sourceThat(API, BILL), [other]: sourceThat(other) },
          async () => [API, other],
        ),
      ],
      bill(statement('apigateway.amazonaws.com', 'arn:aws:execute-api:eu-west-1:123456789012:*')),
    )
    expect(found.sources.map(({ arn }) => arn)).toEqual([API])
  })

  test('of a source with a pattern after its name mean that source, used or not', async () => {
    const kind = fakePolicyKind('api', ['apigateway.amazonaws.com'], { [API]: sourceThat(API) }, async () => [
      API,
    ])
    const found = await read([kind], bill(statement('apigateway.amazonaws.com', `${API}/*/GET/bill`)))
    expect(found.sources).toMatchObject([{ arn: API, statements: ['policy/apigateway.amazonaws.com'] }])
  })

  test('of a service that no kind claims are kept as their statement, and told', async () => {
    const whole = statement('new.amazonaws.com', 'arn:aws:new:eu-west-1:123456789012:thing/1')
    const found = await read([sns({})], bill(whole))
    expect(found.triggers).toEqual([
      { kind: 'unknown', source: 'new.amazonaws.com', invokes: BILL, settings: { statement: whole } },
    ])
    expect(found.gaps).toEqual(['triggers/new.amazonaws.com: unsupported'])
    expect(found.messages[0]?.message).toContain('new.amazonaws.com')
  })

  test('of a statement that nobody understands are kept as the statement', async () => {
    const whole = { Sid: 'odd', Effect: 'Allow', NotPrincipal: { AWS: '1' }, Action: 'lambda:InvokeFunction' }
    const found = await read([], bill(whole))
    expect(found.triggers).toMatchObject([{ kind: 'unknown', source: '*', settings: { statement: whole } }])
    expect(found.gaps).toEqual(['triggers/*: unsupported'])
  })
})

describe('two kinds that claim one principal', () => {
  const claims = (name: string, sources: Readonly<Record<string, SourceReading | Error>>) =>
    fakePolicyKind(name, ['apigateway.amazonaws.com'], sources)
  const grant = bill(statement('apigateway.amazonaws.com', API))

  test('leave the source to the one that finds it, whatever happens to the other', async () => {
    const http = claims('http-api', { [API]: sourceThat(API, BILL) })
    for (const rest of [claims('rest-api', {}), claims('rest-api', { [API]: new AccessDeniedError('no') })]) {
      const found = await read([rest, http], grant)
      expect(found.triggers).toMatchObject([{ kind: 'http-api' }])
      expect(found.sources).toMatchObject([{ arn: API, exists: true }])
      expect(found.gaps).toEqual([])
    }
  })

  test('do not take a source for gone that one of them may not read', async () => {
    const found = await read(
      [claims('rest-api', {}), claims('http-api', { [API]: new AccessDeniedError('no') })],
      grant,
    )
    expect(found.sources).toMatchObject([{ arn: API, exists: null }])
    expect(found.gaps).toEqual([`triggers/http-api/${API}: access-denied`])
  })

  test('find nothing together only if neither does', async () => {
    const found = await read([claims('rest-api', {}), claims('http-api', {})], grant)
    expect(found.sources).toMatchObject([{ arn: API, exists: false }])
  })
})

describe('kinds that are listed', () => {
  const none: TriggeredFunction = { name: 'bill', policies: [], polled: [] }

  test('give the function what is its own, of a list that is read once for all functions', async () => {
    let lists = 0
    const other = BILL.replace('bill', 'other')
    const kind = fakeListKind('schedule', () => {
      lists += 1
      return [sourceThat(SCHEDULE, `${BILL}:live`), sourceThat(`${SCHEDULE}2`, other)]
    })
    const scope = scopeOf([kind])
    const found = await readTriggers(scope, none, new GapLog())
    await readTriggers(scope, { ...none, name: 'other' }, new GapLog())
    expect(found.triggers).toEqual([
      { kind: 'schedule', source: SCHEDULE, invokes: `${BILL}:live`, settings: {} },
    ])
    expect(found.sources).toMatchObject([{ arn: SCHEDULE, exists: true, statements: [] }])
    expect(lists).toBe(1)
  })

  test('that may not be listed are a gap of their name', async () => {
    const kind = fakeListKind('schedule', () => {
      throw new AccessDeniedError('no')
    })
    expect((await read([kind], none)).gaps).toEqual(['triggers/schedule: access-denied'])
  })

  test('that have sources which could not be looked into are a gap: nobody knows what those invoke', async () => {
    const blind = { ...sourceThat(SCHEDULE), gaps: [{ part: 'target', error: new AccessDeniedError('no') }] }
    const found = await read([fakeListKind('schedule', () => [blind])], none)
    expect(found.gaps).toEqual(['triggers/schedule: access-denied'])
    expect(found.messages[0]?.message).toContain(SCHEDULE)
    expect(found.sources).toEqual([])
  })
})

describe('what is read in one run', () => {
  test('is asked for once for each source, whichever functions it wakes; a failure that may pass is asked again', async () => {
    let failures = 1
    const kind = sns({ [TOPIC]: sourceThat(TOPIC, BILL) })
    const flaky: TriggerKind = {
      ...kind,
      reader: {
        ...(kind.reader as typeof kind.reader & { by: 'policy' }),
        read: async (aws, source, place) => {
          if (failures-- > 0) throw new ServiceFaultError('down')
          return kind.reader.by === 'policy' ? kind.reader.read(aws, source, place) : undefined
        },
      },
    }
    const scope = scopeOf([flaky])
    const wanted = bill(statement('sns.amazonaws.com', TOPIC))
    const gaps = new GapLog()
    expect((await readTriggers(scope, wanted, gaps)).sources).toMatchObject([{ exists: null }])
    expect(gaps.all).toMatchObject([{ reason: 'service-fault' }])
    expect((await readTriggers(scope, wanted, new GapLog())).triggers).toHaveLength(1)
    await readTriggers(scope, { ...wanted, name: 'other' }, new GapLog())
    expect(kind.reads).toEqual([TOPIC])
  })
})

describe('what event source mappings poll', () => {
  const polling = (...polled: readonly string[]): TriggeredFunction => ({
    name: 'bill',
    policies: [],
    polled,
  })

  test('is told with its facts, each once', async () => {
    const facts = {
      service: 'sqs',
      permissions: [],
      read: async () => ({ region: 'eu-west-1', retentionHours: 96 }),
    }
    const found = await read([], polling(QUEUE, QUEUE), { facts: [facts] })
    expect(found.sources).toEqual([
      { arn: QUEUE, exists: true, region: 'eu-west-1', retentionHours: 96, statements: [] },
    ])
  })

  test('is told to be gone, unreadable, or of a service that is not read', async () => {
    const facts = (read: () => Promise<object | undefined>) => [{ service: 'sqs', permissions: [], read }]
    const gone = await read([], polling(QUEUE), { facts: facts(async () => undefined) })
    expect([gone.sources, gone.gaps]).toEqual([[{ arn: QUEUE, exists: false, statements: [] }], []])
    const denied = await read([], polling(QUEUE), {
      facts: facts(() => Promise.reject(new AccessDeniedError('no'))),
    })
    expect([denied.sources, denied.gaps]).toEqual([
      [{ arn: QUEUE, exists: null, statements: [] }],
      [`sources/${QUEUE}: access-denied`],
    ])
    const unread = await read([], polling(QUEUE), { facts: [] })
    expect([unread.sources[0]?.exists, unread.gaps]).toEqual([null, [`sources/${QUEUE}: unsupported`]])
  })
})

describe('the definition of a source', () => {
  const exporting = (bytes: () => Promise<Uint8Array | undefined>, ...invokes: readonly string[]) =>
    fakePolicyKind('rest-api', ['apigateway.amazonaws.com'], {
      [API]: { ...sourceThat(API, ...invokes), definition: bytes },
    })
  const grant = bill(statement('apigateway.amazonaws.com', API))

  test('is read as bytes and named by their hash', async () => {
    const found = await read([exporting(async () => Buffer.from('openapi'), BILL)], grant)
    const [[sha256, bytes]] = [...found.definitions] as [[string, Uint8Array]]
    expect(Buffer.from(bytes).toString()).toBe('openapi')
    expect(found.sources).toMatchObject([{ definition: { sha256, size: 7 } }])
  })

  test('is not asked for when the source does not wake the function', async () => {
    const found = await read([exporting(() => Promise.reject(new Error('asked')), `${BILL}2`)], grant)
    expect(found.definitions.size).toBe(0)
  })

  test('that may not be read is a gap, and the trigger is kept', async () => {
    const found = await read([exporting(() => Promise.reject(new AccessDeniedError('no')), BILL)], grant)
    expect(found.gaps).toEqual([`triggers/rest-api/${API}/definition: access-denied`])
    expect(found.triggers).toHaveLength(1)
  })
})
