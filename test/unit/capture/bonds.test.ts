import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { zoneScope } from '../../../shared/capture/scope.ts'
import { AccessDeniedError, VaultUnavailableError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { Cause } from '../../../shared/model/manifest.ts'
import type { SourceReading, TriggerKind } from '../../../shared/triggers/kind.ts'
import { listingShelf } from '../../../shared/triggers/listing-shelf.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { fakeListKind, fakePolicyKind, sourceThat } from '../../fakes/fake-kinds.ts'
import { ACCOUNT, failing } from '../../fakes/fake-lambda.ts'
import { fakeTriggers } from '../../fakes/fake-triggers.ts'
import type { FakeRegion } from './region.ts'
import { captured, fakeRegion, gapsOf } from './region.ts'

const RESOURCE = { account: ACCOUNT, zone: 'eu-west-1', kind: 'function', name: 'bill' } as const
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:orders`
const SCHEDULE = `arn:aws:scheduler:eu-west-1:${ACCOUNT}:schedule/default/nightly`
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`

function letIn(service: string, sourceArn: string, Sid: string): JsonObject {
  const Condition = { ArnLike: { 'AWS:SourceArn': sourceArn } }
  return { Sid, Effect: 'Allow', Principal: { Service: service }, Action: 'lambda:InvokeFunction', Condition }
}

/** A region with the function `bill`, whose policy lets in a topic, and the kinds that are given. */
function regionWith(kinds: (arn: string) => readonly TriggerKind[]): FakeRegion {
  const region = fakeRegion()
  const bill = region.lambda.create('bill')
  bill.policies.set('', { Statement: [letIn('sns.amazonaws.com', TOPIC, 'topic')] })
  const shelf = listingShelf(region.clock)
  Object.assign(region.ports, { triggers: fakeTriggers({ kinds: kinds(region.lambda.arn('bill')), shelf }) })
  return region
}

const topicOf = (arn: string, reading: SourceReading = sourceThat(TOPIC, arn)) =>
  fakePolicyKind('sns-subscription', ['sns.amazonaws.com'], { [TOPIC]: reading })

async function indexed({ vault }: FakeRegion, arn: string): Promise<string[]> {
  return (await Array.fromAsync(vault.functionsOf(ACCOUNT, arn))).map(({ name }) => name)
}

describe('a recovery point', () => {
  test('says what wakes the function and what the function needs', async () => {
    const region = regionWith((arn) => [topicOf(arn)])
    region.surroundings.roles.set('bill-role', { RoleName: 'bill-role' })
    region.lambda.mappings = [
      { UUID: '1', FunctionArn: region.lambda.arn('bill'), EventSourceArn: QUEUE, State: 'Enabled' },
    ]
    const point = await captured(region, 'bill')
    expect(point.content.triggers).toMatchObject([{ kind: 'sns-subscription', source: TOPIC }])
    expect(point.content.sources).toMatchObject([
      { arn: TOPIC, exists: true, statements: ['policy/topic'] },
      { arn: QUEUE, exists: true, statements: [] },
    ])
    expect(point.content.references).toMatchObject([{ as: ['execution role'], exists: true }])
    expect(gapsOf(point)).toEqual([])
  })

  test('of a function that nothing wakes says so', async () => {
    const region = fakeRegion()
    region.lambda.create('bill')
    const { triggers, sources } = (await captured(region, 'bill')).content
    expect([triggers, sources]).toEqual([[], []])
  })

  test('says what the policies of aliases and versions let in', async () => {
    const region = regionWith((arn) => [topicOf(arn, sourceThat(TOPIC, `${arn}:live`, `${arn}:1`))])
    const bill = region.lambda.get('bill')
    region.lambda.publish('bill')
    bill.aliases = [{ Name: 'live', FunctionVersion: '1' }]
    const policy = bill.policies.get('')!
    bill.policies = new Map([
      ['live', policy],
      ['1', policy],
    ])
    const { content } = await captured(region, 'bill')
    expect(content.sources).toMatchObject([
      { statements: ['aliases/live/policy/topic', 'versions/1/policy/topic'] },
    ])
    expect(content.triggers).toHaveLength(2)
  })

  test('whose policy could not be read says so by that gap, and has its lists all the same', async () => {
    const region = regionWith((arn) => [topicOf(arn)])
    region.lambda.before = failing({ GetPolicy: new AccessDeniedError('no') })
    const point = await captured(region, 'bill')
    expect(gapsOf(point)).toEqual(['policy: access-denied'])
    expect(point.content.triggers).toEqual([])
  })

  test('is taken again when a trigger changed, and not when none did', async () => {
    const settings = { FilterPolicy: 'a' }
    const topic = { ...sourceThat(TOPIC), triggers: [{ invokes: '', settings }] }
    const region = regionWith((arn) => [topicOf(arn, { ...topic, triggers: [{ invokes: arn, settings }] })])
    await captured(region, 'bill')
    expect(await region.capture('bill')).toMatchObject({ type: 'unchanged' })
    settings.FilterPolicy = 'b'
    region.clock.advance(1000)
    expect((await captured(region, 'bill')).content.triggers).toMatchObject([
      { settings: { FilterPolicy: 'b' } },
    ])
  })

  test('does not depend on the order in which AWS answers', async () => {
    const sources = [TOPIC, `${TOPIC}-a`, `${TOPIC}-b`]
    const capture = async (order: readonly number[]) => {
      const region = regionWith((arn) => {
        const invoked = order.map((n) => [arn, `${arn}:live`, `${arn}:7`][n] ?? '')
        const readings = Object.fromEntries(sources.map((one) => [one, sourceThat(one, ...invoked)]))
        const listed = order.map((n) => sourceThat(`${SCHEDULE}${n}`, arn))
        return [
          fakePolicyKind('sns-subscription', ['sns.amazonaws.com'], readings),
          fakeListKind('schedule', () => listed),
        ]
      })
      const statements = order.map((n) => letIn('sns.amazonaws.com', sources[n] ?? '', `s${n}`))
      region.lambda.get('bill').policies.set('', { Statement: statements })
      region.lambda.mappings = order.map((n) => ({
        UUID: String(n),
        FunctionArn: region.lambda.arn('bill'),
        EventSourceArn: `${QUEUE}${n}`,
        State: 'Enabled',
      }))
      return (await captured(region, 'bill')).fingerprint
    }
    const expected = await capture([0, 1, 2])
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), async (order) => {
        expect(await capture(order)).toBe(expected)
      }),
      { numRuns: 10 },
    )
  })
})

describe("the vault's index of sources", () => {
  test('leads to the function, under all its sources', async () => {
    const region = regionWith((arn) => [
      topicOf(arn),
      fakeListKind('schedule', () => [sourceThat(SCHEDULE, arn)]),
    ])
    await captured(region, 'bill')
    expect(await indexed(region, TOPIC)).toEqual(['bill'])
    expect(await indexed(region, SCHEDULE)).toEqual(['bill'])
  })

  test('is written before the pointer moves: without it there is no new point', async () => {
    const region = regionWith((arn) => [topicOf(arn)])
    region.ports.vault.noteSource = () => Promise.reject(new VaultUnavailableError('full'))
    await expect(region.capture('bill')).rejects.toThrow(VaultUnavailableError)
    expect(await region.vault.latest(RESOURCE)).toBeUndefined()
  })

  test('is written only for sources that the newest point does not have', async () => {
    const listed = [SCHEDULE]
    const region = regionWith((arn) => [
      topicOf(arn),
      fakeListKind('schedule', () => listed.map((one) => sourceThat(one, arn))),
    ])
    await captured(region, 'bill')
    const noted: string[] = []
    region.ports.vault.noteSource = async (_resource, arn) => void noted.push(arn)
    listed.push(`${SCHEDULE}2`)
    region.clock.advance(10 * 60_000)
    await captured(region, 'bill')
    expect(noted).toEqual([`${SCHEDULE}2`])
  })
})

describe('what contains a source, or names it', () => {
  const GROUP = `arn:aws:scheduler:eu-west-1:${ACCOUNT}:schedule-group/nights`
  const inGroup = (arn: string): TriggerKind => ({
    ...fakeListKind('schedule', () => [sourceThat(SCHEDULE, arn)]),
    alsoUnder: ({ source }) => (source === SCHEDULE ? [GROUP] : []),
  })

  test('leads to the function too, and the point says nothing of it', async () => {
    const region = regionWith((arn) => [topicOf(arn), inGroup(arn)])
    const point = await captured(region, 'bill')
    expect(await indexed(region, GROUP)).toEqual(['bill'])
    expect(JSON.stringify(point)).not.toContain(GROUP)
  })

  test('leads to a function of a vault that was written before, once it is read again though nothing changed', async () => {
    const region = regionWith((arn) => [topicOf(arn), inGroup(arn)])
    await captured(region, 'bill')
    for (const [key, { bytes }] of region.store.objects)
      if (Buffer.from(bytes).includes(GROUP)) region.store.objects.delete(key)
    expect(await indexed(region, GROUP)).toEqual([])
    expect(await region.capture('bill')).toMatchObject({ type: 'unchanged' })
    expect(await indexed(region, GROUP)).toEqual(['bill'])
  })
})

describe('the definition of a source', () => {
  const exporting = (arn: string, definition: () => Promise<Uint8Array>) =>
    fakePolicyKind('rest-api', ['sns.amazonaws.com'], { [TOPIC]: { ...sourceThat(TOPIC, arn), definition } })

  test('is a blob of the point, and in the vault before the point', async () => {
    const region = regionWith((arn) => [exporting(arn, async () => Buffer.from('openapi: 3.0.1'))])
    const point = await captured(region, 'bill')
    const definition = point.content.sources?.[0]?.definition
    expect(point.blobs).toContainEqual(definition)
    const bytes = await (await region.vault.openBlob(definition?.sha256 ?? '')).toArray()
    expect(Buffer.concat(bytes as Buffer[]).toString()).toBe('openapi: 3.0.1')
    expect((await verify(region.store, { readData: 'all' })).damage).toEqual([])
  })

  test('that is the same again is not stored again', async () => {
    const region = regionWith((arn) => [exporting(arn, async () => Buffer.from('openapi: 3.0.1'))])
    await captured(region, 'bill')
    expect(await region.capture('bill')).toMatchObject({ type: 'unchanged' })
  })
})

describe('kinds that are listed', () => {
  /** A region with functions `bill` and `send`, and how often its schedules were listed. */
  function counting() {
    const lists: Date[] = []
    const region: FakeRegion = regionWith(() => [
      fakeListKind('schedule', () => {
        lists.push(region.clock.now())
        return []
      }),
    ])
    for (const name of ['send', 'new']) region.lambda.create(name)
    return { region, lists }
  }

  test('are listed once for a burst of changes of triggers that came before the listing', async () => {
    const { region, lists } = counting()
    const triggersChangedAt = region.clock.now()
    region.clock.advance(60_000)
    for (const name of ['bill', 'send']) await region.capture(name, { triggersChangedAt })
    expect(lists).toHaveLength(1)
  })

  test('are listed again for a change of a trigger that came after, or in the same second', async () => {
    const { region, lists } = counting()
    await region.capture('bill')
    await region.capture('send', { triggersChangedAt: region.clock.now() })
    expect(lists).toHaveLength(2)
    region.clock.advance(2000)
    await region.capture('new', { triggersChangedAt: region.clock.now() })
    expect(lists).toHaveLength(3)
  })

  test('are not listed again for a change of a function that no list shows', async () => {
    const { region, lists } = counting()
    await region.capture('bill')
    region.clock.advance(60_000)
    const eventTime = region.clock.now().toISOString()
    const cause: Cause = { type: 'event', eventId: 'e', eventName: 'UpdateFunctionCode', eventTime }
    await region.capture('send', { cause })
    expect(lists).toHaveLength(1)
  })

  test('are listed again for a function whose newest point is younger than the listing', async () => {
    const { region, lists } = counting()
    const person: Cause = { type: 'person', principal: 'ada' }
    await region.capture('bill', { cause: person })
    region.clock.advance(1000)
    await region.capture('send', { cause: person })
    expect(lists).toHaveLength(1)
    region.clock.advance(1000)
    await region.capture('send', { cause: person })
    expect(lists).toHaveLength(2)
  })

  test('are listed once in a run, however long it takes', async () => {
    const { region, lists } = counting()
    const scope = zoneScope(region.ports, region.clock.now())
    await region.capture('bill', { scope })
    region.clock.advance(60 * 60_000)
    await region.capture('send', { scope })
    expect(lists).toHaveLength(1)
  })
})
