import { describe, expect, test } from '@jest/globals'
import type {
  ActionDeclaration,
  GetPipelineCommandInput,
  GetPipelineCommandOutput,
  ListPipelinesCommandInput,
  ListPipelinesCommandOutput,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline'
import type { JsonObject } from '../../../../shared/model/json.ts'
import { kind } from '../../../../shared/triggers/kinds/codepipeline-action.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { homePlace, listReaderOf, targetOf } from './kind-under-test.ts'

const PIPELINE = 'arn:aws:codepipeline:eu-west-1:123456789012:shop'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:smoke'
const settings = {
  stage: 'Test',
  name: 'Smoke',
  version: '1',
  runOrder: 2,
  configuration: { FunctionName: 'smoke', UserParameters: 'fast' },
  inputArtifacts: [{ name: 'built' }],
}
const trigger = { kind: kind.name, source: PIPELINE, invokes: FUNCTION, settings }

const LAMBDA = { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' } as const
const smoke: ActionDeclaration = {
  name: 'Smoke',
  actionTypeId: LAMBDA,
  runOrder: 2,
  configuration: { FunctionName: 'smoke', UserParameters: 'fast' },
  inputArtifacts: [{ name: 'built' }],
}
const approve: ActionDeclaration = {
  name: 'Approve',
  actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
}
const github: StageDeclaration = {
  name: 'Source',
  actions: [
    {
      name: 'GitHub',
      actionTypeId: { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' },
      configuration: { Owner: 'x', OAuthToken: '****' },
    },
  ],
}

function pipelineOf(...stages: StageDeclaration[]) {
  return {
    pipeline: { name: 'shop', roleArn: 'arn:aws:iam::123456789012:role/pipeline', version: 4, stages },
    metadata: { pipelineArn: PIPELINE, updated: new Date('2026-01-01T00:00:00Z') },
  } satisfies Partial<GetPipelineCommandOutput>
}

const testing = (...actions: ActionDeclaration[]): StageDeclaration => ({ name: 'Test', actions })

function pipelines(shop: object = pipelineOf(testing(approve, smoke)), answers: Answers = {}): FakeAws {
  return fakeAws({
    ListPipelines: ({ nextToken }: ListPipelinesCommandInput) =>
      (nextToken === undefined
        ? { pipelines: [{ name: 'other' }, { name: 'gone' }], nextToken: '2' }
        : { pipelines: [{ name: 'shop' }] }) satisfies Partial<ListPipelinesCommandOutput>,
    GetPipeline: ({ name }: GetPipelineCommandInput) =>
      name === 'shop' ? shop : name === 'other' ? pipelineOf(github) : awsError('PipelineNotFoundException'),
    UpdatePipeline: {},
    ...answers,
  })
}

const written = ({ calls }: FakeAws) =>
  calls.filter(({ operation }) => operation === 'UpdatePipeline').map(({ input }) => input['pipeline'])
const stepFor = (invokes = FUNCTION) => kind.writer.plan(trigger, targetOf({ invokes })).steps[0]!

describe('CodePipeline action', () => {
  const list = (aws: FakeAws) => listReaderOf(kind).list(aws, homePlace)

  test('reads the actions of pipelines on every page that invoke a function', async () => {
    const found = await list(pipelines())
    expect(found).toEqual([
      {
        source: { arn: PIPELINE, account: '123456789012', region: 'eu-west-1' },
        triggers: [{ invokes: FUNCTION, settings }],
        gaps: [],
      },
    ])
    expect(kind.settings.parse(found[0]?.triggers[0]?.settings)).toEqual(settings)
  })

  test('an action that runs in another region invokes a function there; one by ARN keeps it', async () => {
    const there = { ...smoke, region: 'us-east-1' }
    const byArn = { ...smoke, configuration: { FunctionName: `${FUNCTION}:live` } }
    const [found] = await list(pipelines(pipelineOf(testing(there, byArn))))
    expect(found?.triggers.map(({ invokes }) => invokes)).toEqual([
      FUNCTION.replace('eu-west-1', 'us-east-1'),
      `${FUNCTION}:live`,
    ])
  })

  test('tells the key that the pipeline encrypts what it passes on with', async () => {
    const store = {
      type: 'S3',
      location: 'artifacts',
      encryptionKey: { id: 'alias/shop', type: 'KMS' },
    } as const
    const plain = pipelineOf(testing(smoke))
    const keyWith = async (stores: object) =>
      (await list(pipelines({ ...plain, pipeline: { ...plain.pipeline, ...stores } })))[0]?.source.key
    expect(await keyWith({ artifactStore: store })).toBe('alias/shop')
    expect(await keyWith({ artifactStores: { 'eu-west-1': store, 'us-east-1': {} } })).toBe('alias/shop')
    expect(await keyWith({})).toBeUndefined()
  })

  test('a function that only a variable names is a gap', async () => {
    const variable = { ...smoke, configuration: { FunctionName: '#{variables.name}' } }
    const [found] = await list(pipelines(pipelineOf(testing(variable))))
    expect(found).toMatchObject({
      triggers: [],
      gaps: [{ part: 'Test/Smoke', error: { name: 'UnsupportedError' } }],
    })
  })

  test('a condition that a function decides is read, and put back by hand', async () => {
    const rule = {
      name: 'Gate',
      ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'LambdaInvoke', version: '1' },
      configuration: { FunctionName: 'smoke' },
    } as const
    const stage = { ...testing(), beforeEntry: { conditions: [{ result: 'FAIL' as const, rules: [rule] }] } }
    const [found] = await list(pipelines(pipelineOf(stage)))
    const condition = {
      stage: 'Test',
      condition: 'beforeEntry',
      name: 'Gate',
      configuration: rule.configuration,
    }
    expect(found?.triggers).toEqual([{ invokes: FUNCTION, settings: condition }])
    expect(kind.settings.parse(condition)).toEqual(condition)
    const plan = kind.writer.plan({ ...trigger, settings: condition }, targetOf({}))
    expect(plan).toMatchObject({ steps: [], byHand: [expect.stringContaining('Test/Gate')] })
  })

  test('is put back by one step after verification, at the mapped pipeline', () => {
    const map = (arn: string) => arn.replaceAll('eu-west-1', 'eu-west-2')
    const { steps } = kind.writer.plan(trigger, targetOf({ invokes: `${FUNCTION}-2`, map }))
    expect(steps).toMatchObject([{ phase: 'enable', resource: map(PIPELINE), risk: 'high' }])
  })

  test('an action that still invokes the function is left alone', async () => {
    const aws = pipelines()
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([])
  })

  test('an action that is gone is added to its stage, and only it is removed again', async () => {
    const aws = pipelines(pipelineOf({ name: 'Build', actions: [] }, testing(approve)))
    const done = await kind.writer.carryOut(aws, stepFor())
    const whole = pipelineOf({ name: 'Build', actions: [] }, testing(approve, smoke))
    expect(written(aws)).toEqual([whole.pipeline])
    const undo = pipelines(whole)
    await kind.writer.takeBack(undo, stepFor(), done)
    expect(written(undo)).toEqual([pipelineOf({ name: 'Build', actions: [] }, testing(approve)).pipeline])
  })

  test('an action of the old function invokes the new one, and the old one again', async () => {
    const renamed = { ...smoke, configuration: { FunctionName: 'smoke-2', UserParameters: 'fast' } }
    const aws = pipelines()
    const done = await kind.writer.carryOut(aws, stepFor(`${FUNCTION}-2`))
    expect(written(aws)).toEqual([pipelineOf(testing(approve, renamed)).pipeline])
    const undo = pipelines(pipelineOf(testing(approve, renamed)))
    await kind.writer.takeBack(undo, stepFor(`${FUNCTION}-2`), done)
    expect(written(undo)).toEqual([pipelineOf(testing(approve, smoke)).pipeline])
  })

  test('a pipeline with a token that is masked is not written: the mask would become the token', async () => {
    const aws = pipelines(pipelineOf(github, testing(approve)))
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toThrow('by hand')
    expect(written(aws)).toEqual([])
  })

  test('an action of that name that does something else stays', async () => {
    const aws = pipelines(pipelineOf(testing({ ...approve, name: 'Smoke' })))
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toThrow('another action')
  })

  test('neither a pipeline nor a stage is created', async () => {
    const gone = pipelines({}, { GetPipeline: awsError('PipelineNotFoundException') })
    await expect(kind.writer.carryOut(gone, stepFor())).rejects.toMatchObject({ name: 'NotFoundError' })
    const other = pipelines(pipelineOf({ name: 'Build', actions: [] }))
    await expect(kind.writer.carryOut(other, stepFor())).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('what was not told to be done is not taken back', async () => {
    const aws = pipelines()
    await kind.writer.takeBack(aws, stepFor(), {})
    expect(written(aws)).toEqual([])
  })

  test.each([
    ['CreatePipeline', { pipeline: { name: 'shop' } }],
    ['UpdatePipeline', { pipeline: { name: 'shop' } }],
    ['DeletePipeline', { name: 'shop' }],
  ])('%s was about its pipeline', (eventName, request) => {
    expect(kind.changes[0]?.eventNames).toContain(eventName)
    expect(kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response: {} })).toEqual([PIPELINE])
  })

  test('a call that writes a pipeline names its functions by name, in actions and in conditions', () => {
    const there = { ...smoke, region: 'us-east-1', configuration: { FunctionName: 'far' } }
    const ruleTypeId = { category: 'Rule', owner: 'AWS', provider: 'LambdaInvoke', version: '1' } as const
    const gate = { name: 'Gate', ruleTypeId, configuration: { FunctionName: 'gate' } }
    const stage = { ...testing(approve, smoke, there), onSuccess: { conditions: [{ rules: [gate] }] } }
    const { pipeline } = JSON.parse(JSON.stringify(pipelineOf(github, stage))) as {
      pipeline: JsonObject
    }
    const named = (request: JsonObject) =>
      kind.changes[0]?.functionsOf?.({ ...homePlace, eventName: 'UpdatePipeline', request, response: {} })
    expect(named({ pipeline })).toEqual([
      FUNCTION,
      'arn:aws:lambda:us-east-1:123456789012:function:far',
      'arn:aws:lambda:eu-west-1:123456789012:function:gate',
    ])
    expect(named({ name: 'shop' })).toEqual([])
  })
})
