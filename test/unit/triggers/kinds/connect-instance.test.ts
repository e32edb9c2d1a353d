import { describe, expect, test } from '@jest/globals'
import type {
  ListInstancesCommandInput,
  ListInstancesCommandOutput,
  ListLambdaFunctionsCommandInput,
  ListLambdaFunctionsCommandOutput,
} from '@aws-sdk/client-connect'
import { kind } from '../../../../shared/triggers/kinds/connect-instance.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const CONNECT = 'arn:aws:connect:eu-west-1:123456789012'
const ID = '00000000-0000-4000-8000-000000000000'
const INSTANCE = `${CONNECT}:instance/${ID}`
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:lookup'
const OTHER = 'arn:aws:lambda:eu-west-1:123456789012:function:another'
const trigger = { kind: kind.name, source: INSTANCE, invokes: FUNCTION, settings: {} }

/** Two pages for this instance, none for others. */
function functions(...arns: readonly string[]) {
  return ({ InstanceId, NextToken }: ListLambdaFunctionsCommandInput) =>
    (InstanceId !== ID
      ? {}
      : NextToken === undefined
        ? { LambdaFunctions: arns.slice(0, 1), NextToken: '2' }
        : { LambdaFunctions: arns.slice(1) }) satisfies Partial<ListLambdaFunctionsCommandOutput>
}

function connect(answers: Answers = {}): FakeAws {
  return fakeAws({
    ListLambdaFunctions: functions(FUNCTION, OTHER),
    AssociateLambdaFunction: {},
    DisassociateLambdaFunction: {},
    ...answers,
  })
}

const written = ({ calls }: FakeAws) => calls.filter(({ operation }) => !operation.startsWith('List'))
const stepFor = (invokes = FUNCTION) => kind.writer.plan(trigger, targetOf({ invokes })).steps[0]!

describe('Connect instance', () => {
  const reader = readerOf(kind)

  test('a grant with the ARN of an instance, or of what is in it, names it without a call', async () => {
    const find = (sourceArn: string) => reader.find(fakeAws({}), grantOf({ sourceArn }), homePlace)
    expect(await find(INSTANCE)).toEqual([INSTANCE])
    expect(await find(`${INSTANCE}/contact-flow/*`)).toEqual([INSTANCE])
  })

  test('a grant without one means the instances on every page that may use the function', async () => {
    const aws = connect({
      ListInstances: ({ NextToken }: ListInstancesCommandInput) =>
        (NextToken === undefined
          ? { InstanceSummaryList: [{ Arn: `${CONNECT}:instance/other` }], NextToken: '2' }
          : { InstanceSummaryList: [{ Arn: INSTANCE }] }) satisfies Partial<ListInstancesCommandOutput>,
    })
    expect(await reader.find(aws, grantOf({ invokes: FUNCTION }), homePlace)).toEqual([INSTANCE])
    const elsewhere = grantOf({ invokes: FUNCTION, sourceArn: `${CONNECT}:instance/x*` })
    expect(await reader.find(aws, elsewhere, homePlace)).toEqual([])
  })

  test('reads the functions of every page, in order; there is nothing to set', async () => {
    const found = await reader.read(connect(), INSTANCE, homePlace)
    expect(found).toEqual({
      source: { arn: INSTANCE, account: '123456789012', region: 'eu-west-1' },
      triggers: [
        { invokes: OTHER, settings: {} },
        { invokes: FUNCTION, settings: {} },
      ],
    })
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual({})
  })

  test('an instance that is gone does not exist', async () => {
    const aws = connect({ ListLambdaFunctions: awsError('ResourceNotFoundException') })
    expect(await reader.read(aws, INSTANCE, homePlace)).toBeUndefined()
  })

  test('is put back by one step after verification, at the mapped instance', () => {
    const map = (arn: string) => arn.replaceAll('eu-west-1', 'eu-west-2')
    const { steps } = kind.writer.plan(trigger, targetOf({ invokes: `${FUNCTION}-2`, map }))
    expect(steps).toMatchObject([
      { phase: 'enable', resource: map(INSTANCE), input: { invokes: `${FUNCTION}-2` } },
    ])
  })

  test('a function that the instance may still use is left alone', async () => {
    const aws = connect()
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([])
  })

  test('a missing one is associated, and disassociated again', async () => {
    const aws = connect({ ListLambdaFunctions: functions(OTHER) })
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws).map(({ operation }) => operation)).toEqual([
      'AssociateLambdaFunction',
      'DisassociateLambdaFunction',
    ])
    for (const { input } of written(aws)) expect(input).toEqual({ InstanceId: ID, FunctionArn: FUNCTION })
  })

  test('an instance that is gone is not created', async () => {
    const aws = connect({ ListLambdaFunctions: awsError('ResourceNotFoundException') })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('what was not told to be done is not taken back', async () => {
    const aws = connect()
    await kind.writer.takeBack(aws, stepFor(), {})
    expect(written(aws)).toEqual([])
  })

  test.each(kind.changes.flatMap(({ eventNames }) => eventNames))(
    '%s was about its instance',
    (eventName) => {
      const about = (request: { InstanceId?: string; instanceId?: string }) =>
        kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response: {} })
      expect(about({ InstanceId: ID })).toEqual([INSTANCE])
      expect(about({ instanceId: ID })).toEqual([INSTANCE])
      expect(about({ InstanceId: encodeURIComponent(INSTANCE) })).toEqual([INSTANCE])
      expect(about({})).toEqual([])
    },
  )
})
