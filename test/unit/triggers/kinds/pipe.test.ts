import { describe, expect, test } from '@jest/globals'
import type {
  CreatePipeCommandInput,
  DescribePipeCommandOutput,
  ListPipesCommandInput,
  ListPipesCommandOutput,
} from '@aws-sdk/client-pipes'
import type { TriggerTarget } from '../../../../shared/triggers/kind.ts'
import { kind } from '../../../../shared/triggers/kinds/pipe.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { homePlace, listReaderOf, targetOf } from './kind-under-test.ts'

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const OTHER = 'arn:aws:lambda:eu-west-1:123456789012:function:enrich'
const PIPE = 'arn:aws:pipes:eu-west-1:123456789012:pipe/orders'
const STREAM = 'arn:aws:kinesis:eu-west-1:123456789012:stream/orders'
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:orders'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/6f9f2a0e'
const AT = '2026-01-01T00:00:00.000Z'

const position = { StartingPosition: 'AT_TIMESTAMP' as const, BatchSize: 10 }
const settings = {
  Name: 'orders',
  DesiredState: 'RUNNING' as const,
  Source: STREAM,
  SourceParameters: { KinesisStreamParameters: { ...position, StartingPositionTimestamp: AT } },
  Enrichment: OTHER,
  Target: FUNCTION,
  TargetParameters: { LambdaFunctionParameters: { InvocationType: 'FIRE_AND_FORGET' as const } },
  RoleArn: 'arn:aws:iam::123456789012:role/pipes',
  KmsKeyIdentifier: KEY,
  Tags: { team: 'shop', 'aws:cloudformation:stack-name': 'shop' },
}
const orders = {
  ...settings,
  SourceParameters: { KinesisStreamParameters: { ...position, StartingPositionTimestamp: new Date(AT) } },
  Arn: PIPE,
  CurrentState: 'RUNNING',
  StateReason: 'No records processed',
  CreationTime: new Date(AT),
  LastModifiedTime: new Date(AT),
} satisfies Partial<DescribePipeCommandOutput>

/** Pipes with some pipes; those that are made, started and stopped stay so. */
function pipes(start: readonly object[], more: Answers = {}): FakeAws {
  const now = new Map(start.map((one) => [(one as { Name: string }).Name, one]))
  const state =
    (DesiredState: string) =>
    ({ Name }: { Name: string }) => {
      now.set(Name, { ...now.get(Name), DesiredState, CurrentState: DesiredState })
      return {}
    }
  return fakeAws({
    DescribePipe: ({ Name }: { Name: string }) => now.get(Name) ?? awsError('NotFoundException'),
    CreatePipe: (input: CreatePipeCommandInput) => {
      now.set(input.Name ?? '', { ...input, CurrentState: 'STOPPED' })
      return {}
    },
    StartPipe: state('RUNNING'),
    StopPipe: state('STOPPED'),
    DeletePipe: ({ Name }: { Name: string }) => (now.delete(Name), {}),
    ListPipes: ({ NextToken = '0' }: ListPipesCommandInput) => {
      const all = [
        { Name: 'queued', Arn: PIPE, Target: QUEUE },
        { ...orders, Enrichment: OTHER },
      ]
      return {
        Pipes: all.slice(Number(NextToken), Number(NextToken) + 1),
        ...(NextToken === '0' ? { NextToken: '1' } : {}),
      } satisfies Partial<ListPipesCommandOutput>
    },
    ...more,
  })
}

const written = (aws: FakeAws) =>
  aws.calls.filter(({ operation }) => !/^(?:List|Describe)/.test(operation)).map(({ operation }) => operation)

describe('EventBridge pipe: reading', () => {
  const list = (aws: FakeAws) => listReaderOf(kind).list(aws, homePlace)

  test('reads those of all pages that a function enriches or receives, and what each takes from', async () => {
    const aws = pipes([orders])
    expect(await list(aws)).toEqual([
      {
        source: {
          arn: PIPE,
          account: '123456789012',
          region: 'eu-west-1',
          key: KEY,
          facts: { Source: STREAM },
        },
        triggers: [
          { invokes: OTHER, settings },
          { invokes: FUNCTION, settings },
        ],
      },
    ])
  })

  test('its settings fit its schema; a function in both places is one trigger', async () => {
    const [found] = await list(pipes([{ ...orders, Enrichment: FUNCTION }]))
    expect(found?.triggers).toHaveLength(1)
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual({ ...settings, Enrichment: FUNCTION })
  })

  test('values that may be keys to a web API are left out, and their names kept', async () => {
    const HttpParameters = {
      HeaderParameters: { Authorization: 'Bearer s3cret', 'X-Order': '$.id' },
      QueryStringParameters: { key: 's3cret' },
      PathParameterValues: ['orders'],
    }
    const [found] = await list(pipes([{ ...orders, EnrichmentParameters: { HttpParameters } }]))
    expect(JSON.stringify(found)).not.toContain('s3cret')
    const [trigger] = found?.triggers ?? []
    expect(kind.settings.parse(trigger?.settings)).toMatchObject({
      ValuesLeftOut: ['Authorization', 'key'],
      EnrichmentParameters: {
        HttpParameters: { HeaderParameters: { 'X-Order': '$.id' }, PathParameterValues: ['orders'] },
      },
    })
  })

  test('one that is gone or going is left out; one that cannot be described is a gap', async () => {
    expect(await list(pipes([]))).toEqual([])
    expect(await list(pipes([{ ...orders, DesiredState: 'DELETED' }]))).toEqual([])
    const denied = pipes([], { DescribePipe: awsError('AccessDeniedException') })
    expect(await list(denied)).toMatchObject([
      { source: { arn: PIPE }, triggers: [], gaps: [{ part: 'pipe', error: { name: 'AccessDeniedError' } }] },
    ])
  })

  test.each(kind.changes.flatMap(({ eventNames }) => eventNames))('%s was about its pipe', (eventName) => {
    const change = { ...homePlace, eventName, request: { name: 'orders' }, response: {} }
    expect(kind.changes[0]?.sourcesOf(change)).toEqual([PIPE])
  })
})

describe('EventBridge pipe: putting back', () => {
  const { writer } = kind
  const trigger = { kind: kind.name, source: PIPE, invokes: FUNCTION, settings }
  const planFor = (to: Partial<TriggerTarget> = {}) => writer.plan(trigger, targetOf(to))

  async function doAndUndo(aws: FakeAws, to: Partial<TriggerTarget> = {}) {
    const done = []
    for (const step of planFor(to).steps) done.unshift({ step, answer: await writer.carryOut(aws, step) })
    for (const { step, answer } of done) await writer.takeBack(aws, step, answer)
  }

  test('is made before verification and started after; the function and all ARNs follow the map', () => {
    const map = (arn: string) => arn.replace('eu-west-1', 'eu-west-2')
    const pipe = { Target: `${FUNCTION}-2`, Enrichment: map(OTHER), Source: map(STREAM) }
    expect(planFor({ invokes: `${FUNCTION}-2`, map }).steps).toMatchObject([
      { phase: 'create', resource: map(PIPE), input: { pipe } },
      { phase: 'enable', resource: map(PIPE) },
    ])
  })

  test('the function that enriches follows the map too', () => {
    const { steps } = writer.plan({ ...trigger, invokes: OTHER }, targetOf({ invokes: `${OTHER}-2` }))
    expect(steps[0]?.input).toMatchObject({ pipe: { Target: FUNCTION, Enrichment: `${OTHER}-2` } })
  })

  test('one that did not run is not started', () => {
    const stopped = { ...trigger, settings: { ...settings, DesiredState: 'STOPPED' } }
    expect(writer.plan(stopped, targetOf({})).steps.map(({ phase }) => phase)).toEqual(['create'])
  })

  test('one with values that are not kept is left stopped, and somebody is told which to set', () => {
    const incomplete = { ...trigger, settings: { ...settings, ValuesLeftOut: ['Authorization'] } }
    const { steps, byHand } = writer.plan(incomplete, targetOf({}))
    expect(steps.map(({ phase }) => phase)).toEqual(['create'])
    expect(byHand).toEqual([expect.stringContaining('Authorization')])
  })

  test('one that is gone is made again, stopped, with its starting position and its own tags', async () => {
    const aws = pipes([])
    await doAndUndo(aws)
    expect(written(aws)).toEqual(['CreatePipe', 'StartPipe', 'StopPipe', 'DeletePipe'])
    expect(aws.calls.find(({ operation }) => operation === 'CreatePipe')?.input).toEqual({
      ...settings,
      DesiredState: 'STOPPED',
      SourceParameters: orders.SourceParameters,
      Tags: { team: 'shop' },
    })
  })

  test('writes nothing when it is there and runs, whatever else it has now', async () => {
    const aws = pipes([{ ...orders, Description: 'changed' }])
    await doAndUndo(aws)
    expect(written(aws)).toEqual([])
  })

  test('one that was stopped since is started, and stopped again when taken back', async () => {
    const aws = pipes([{ ...orders, DesiredState: 'STOPPED', CurrentState: 'STOPPED' }])
    await doAndUndo(aws)
    expect(written(aws)).toEqual(['StartPipe', 'StopPipe'])
  })

  test('one of another function keeps its name', async () => {
    const aws = pipes([orders])
    await writer.carryOut(aws, planFor({ invokes: `${FUNCTION}-2` }).steps[0]!)
    expect(aws.calls.at(-1)).toMatchObject({
      operation: 'CreatePipe',
      input: { Name: 'orders-2', Target: `${FUNCTION}-2` },
    })
  })

  test('one that is still being made is started later', async () => {
    const aws = pipes([{ ...orders, DesiredState: 'STOPPED', CurrentState: 'CREATING' }])
    await expect(writer.carryOut(aws, planFor().steps[1]!)).rejects.toMatchObject({ retryable: true })
  })
})
