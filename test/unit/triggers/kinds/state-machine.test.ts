import { describe, expect, test } from '@jest/globals'
import type {
  DescribeStateMachineCommandInput,
  DescribeStateMachineCommandOutput,
  ListStateMachinesCommandInput,
  ListStateMachinesCommandOutput,
} from '@aws-sdk/client-sfn'
import { kind } from '../../../../shared/triggers/kinds/state-machine.ts'
import type { Answers } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { homePlace, listReaderOf, targetOf } from './kind-under-test.ts'

const HOME = 'arn:aws:states:eu-west-1:123456789012:stateMachine'
const MACHINE = `${HOME}:orders`
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0f'
const definitionOf = (...functions: string[]) =>
  JSON.stringify({
    StartAt: 'S0',
    States: Object.fromEntries(functions.map((Resource, i) => [`S${i}`, { Type: 'Task', Resource }])),
  })

const listed = (...names: string[]) =>
  names.map((name) => ({
    stateMachineArn: `${HOME}:${name}`,
    name,
    type: 'STANDARD' as const,
    creationDate: new Date(0),
  }))

/** Machines by name, two pages of them. */
function machines(definitions: Readonly<Record<string, string | Error>>, more: Answers = {}) {
  const [first = '', ...rest] = Object.keys(definitions)
  return fakeAws({
    ListStateMachines: ({
      nextToken,
    }: ListStateMachinesCommandInput): Partial<ListStateMachinesCommandOutput> =>
      nextToken === undefined
        ? { stateMachines: listed(first), nextToken: '2' }
        : { stateMachines: listed(...rest) },
    DescribeStateMachine: ({
      stateMachineArn = '',
    }: DescribeStateMachineCommandInput): Partial<DescribeStateMachineCommandOutput> | Error => {
      const definition = definitions[stateMachineArn.replace(`${HOME}:`, '')]
      if (typeof definition !== 'string') return definition ?? awsError('StateMachineDoesNotExist')
      return {
        name: 'orders',
        type: 'STANDARD',
        status: 'ACTIVE',
        roleArn: 'arn:aws:iam::123456789012:role/orders',
        definition,
        creationDate: new Date(0),
        revisionId: 'r1',
        encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: KEY },
      }
    },
    UpdateStateMachine: {},
    ...more,
  })
}

describe('state machine: reading', () => {
  const list = (definitions: Parameters<typeof machines>[0]) =>
    listReaderOf(kind).list(machines(definitions), homePlace)

  test('every machine that names a function is read, from every page, with the states that do', async () => {
    const definition = definitionOf(FUNCTION, `${FUNCTION}:live`, FUNCTION)
    const found = await list({ idle: definitionOf(), orders: definition })
    expect(found).toMatchObject([
      {
        source: {
          arn: MACHINE,
          account: '123456789012',
          region: 'eu-west-1',
          key: KEY,
          facts: { name: 'orders', type: 'STANDARD' },
        },
        triggers: [
          { invokes: FUNCTION, settings: { type: 'STANDARD', states: ['S0', 'S2'] } },
          { invokes: `${FUNCTION}:live`, settings: { type: 'STANDARD', states: ['S1'] } },
        ],
      },
    ])
    expect(new TextDecoder().decode(await found[0]?.definition?.())).toBe(definition)
    for (const { settings } of found[0]?.triggers ?? [])
      expect(kind.settings.parse(settings)).toEqual(settings)
    expect(JSON.stringify(found)).not.toContain('r1')
  })

  test('one that may not be read is a gap of its own; one that was deleted meanwhile is left out', async () => {
    const found = await list({
      locked: awsError('KmsAccessDeniedException'),
      gone: awsError('StateMachineDoesNotExist'),
      orders: definitionOf(FUNCTION),
    })
    expect(found).toMatchObject([
      {
        source: { arn: `${HOME}:locked` },
        triggers: [],
        gaps: [{ part: 'definition', error: { name: 'AccessDeniedError' } }],
      },
      { source: { arn: MACHINE } },
    ])
  })

  test('a region that may not be listed is an error', async () => {
    const denied = machines({}, { ListStateMachines: awsError('AccessDeniedException') })
    await expect(listReaderOf(kind).list(denied, homePlace)).rejects.toMatchObject({
      name: 'AccessDeniedError',
    })
  })

  test.each([
    ['UpdateStateMachine', { stateMachineArn: MACHINE }, {}],
    ['DeleteStateMachine', { stateMachineArn: MACHINE }, {}],
    ['CreateStateMachine', { name: 'orders' }, { stateMachineArn: MACHINE }],
  ])('%s was about its machine', (eventName, request, response) => {
    expect(kind.changes[0]?.eventNames).toContain(eventName)
    expect(kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response })).toEqual([MACHINE])
  })
})

describe('state machine: putting back', () => {
  const { writer } = kind
  const trigger = {
    kind: kind.name,
    source: MACHINE,
    invokes: FUNCTION,
    settings: { type: 'STANDARD', states: ['S0'] },
  }
  const moved = targetOf({ invokes: `${FUNCTION}-2` })
  const updates = ({ calls }: ReturnType<typeof machines>) =>
    calls
      .filter(({ operation }) => operation === 'UpdateStateMachine')
      .map(({ input }) => JSON.parse(String(input['definition'])) as unknown)

  test('is one step after verification; versions of the machine are work by hand when the function moved', () => {
    expect(writer.plan(trigger, moved)).toMatchObject({
      steps: [{ phase: 'enable', risk: 'high', resource: MACHINE }],
      byHand: [expect.stringContaining('Publish a version')],
    })
    expect(writer.plan(trigger, targetOf({}))).toMatchObject({ steps: [{ risk: 'low' }], byHand: [] })
    const map = (arn: string) => arn.replace('eu-west-1', 'eu-west-2')
    const away = { region: 'eu-west-2', invokes: map(FUNCTION) }
    expect(writer.plan(trigger, targetOf({ ...away, map })).steps).toMatchObject([{ resource: map(MACHINE) }])
    expect(writer.plan(trigger, targetOf(away))).toMatchObject({
      steps: [],
      byHand: [expect.stringContaining('Create the state machine')],
    })
  })

  test('a machine that calls the function already is not written', async () => {
    const [step] = writer.plan(trigger, targetOf({})).steps
    const aws = machines({ orders: definitionOf(FUNCTION) })
    await writer.takeBack(aws, step!, await writer.carryOut(aws, step!))
    expect(updates(aws)).toEqual([])
  })

  test('only states that call the old function call the restored one, and only these change back', async () => {
    const [step] = writer.plan(trigger, moved).steps
    const aws = machines({ orders: definitionOf(FUNCTION, `${FUNCTION}-2`, `${FUNCTION}-3`) })
    const done = await writer.carryOut(aws, step!)
    const after = definitionOf(`${FUNCTION}-2`, `${FUNCTION}-2`, `${FUNCTION}-3`)
    expect(updates(aws)).toEqual([JSON.parse(after)])
    const back = machines({ orders: after })
    await writer.takeBack(back, step!, done)
    expect(updates(back)).toEqual([JSON.parse(definitionOf(FUNCTION, `${FUNCTION}-2`, `${FUNCTION}-3`))])
  })

  test('doing it again does nothing', async () => {
    const [step] = writer.plan(trigger, moved).steps
    const aws = machines({ orders: definitionOf(`${FUNCTION}-2`) })
    expect(await writer.carryOut(aws, step!)).toEqual({})
    expect(updates(aws)).toEqual([])
  })

  test('a machine that calls it no more is left alone, and one that is gone is said to be', async () => {
    const [step] = writer.plan(trigger, targetOf({})).steps
    await expect(writer.carryOut(machines({ orders: definitionOf() }), step!)).rejects.toThrow('left alone')
    await expect(writer.carryOut(machines({}), step!)).rejects.toThrow('is gone')
  })
})
