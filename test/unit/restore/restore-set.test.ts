import { describe, expect, test } from '@jest/globals'
import * as z from 'zod'
import type { JsonObject } from '../../../shared/model/json.ts'
import { carryOutRestore } from '../../../shared/restore/complete-restore.ts'
import { undoRestore } from '../../../shared/restore/undo-restore.ts'
import type { TriggerKind } from '../../../shared/triggers/kind.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import { PLAIN, restoreWorld } from './restore-world.ts'

const BUCKET = 'arn:aws:s3:::uploads'

/** A source that is written as a whole, as a bucket's notifications are: whoever writes at the same time loses. */
function wholeSource(invoked: Set<string>): TriggerKind {
  const exchange = async (change: (now: Set<string>) => void) => {
    const now = new Set(invoked)
    await new Promise((resolve) => setImmediate(resolve))
    change(now)
    invoked.clear()
    for (const one of now) invoked.add(one)
  }
  return {
    name: 'whole-source',
    title: 'a source that is written as a whole',
    settings: z.unknown(),
    permissions: [],
    changes: [],
    reader: {
      by: 'policy',
      principals: ['s3.amazonaws.com'],
      find: async () => [BUCKET],
      read: async () => ({
        source: { arn: BUCKET },
        triggers: [...invoked].map((invokes) => ({ invokes, settings: {} })),
      }),
    },
    writer: {
      plan: (_trigger, { invokes }) => ({
        steps: [
          {
            action: 'whole-source/add',
            phase: 'enable',
            resource: BUCKET,
            what: `Have ${invokes} woken`,
            why: 'It was.',
            risk: 'low',
            canUndo: true,
            input: { invokes },
          },
        ],
        byHand: [],
      }),
      carryOut: async (_aws, { input }, intend) => {
        const invokes = input['invokes'] as string
        if (invoked.has(invokes)) return { created: false }
        await intend?.({ created: true })
        await exchange((now) => now.add(invokes))
        return { created: true }
      },
      takeBack: async (_aws, { input }, { created }) => {
        if (created === true) await exchange((now) => now.delete(input['invokes'] as string))
      },
    },
  }
}

/** Ten functions, each with an alias of a version that a bucket wakes, all with one layer and one role. */
async function tenFunctions() {
  const invoked = new Set<string>()
  const world = restoreWorld({ kinds: [wholeSource(invoked)] })
  const { lambda, around } = world
  const layer = lambda.addLayer('shared', 'the layer')
  const Role = `arn:aws:iam::${ACCOUNT}:role/all`
  const role = { RoleName: 'all', Path: '/', Arn: Role, AssumeRolePolicyDocument: {} }
  around.roles.set('all', role)
  const names = Array.from({ length: 10 }, (_, n) => `f${n}`)
  for (const name of names) {
    const one = lambda.create(name, {
      ...PLAIN,
      Role,
      Layers: [{ Arn: layer, CodeSize: 9 }],
      LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
    })
    lambda.publish(name)
    one.aliases.push({
      AliasArn: lambda.arn(name, 'live'),
      Name: 'live',
      FunctionVersion: '1',
      Description: '',
    })
    one.policies.set('live', { Statement: [statement(lambda.arn(name, 'live'))] })
    invoked.add(lambda.arn(name, 'live'))
  }
  const points: string[] = []
  for (const name of names) points.push(await world.capture(name))
  lambda.functions.clear()
  lambda.layers.clear()
  around.roles.clear()
  const wanted = [...invoked]
  invoked.clear()
  return { world, points, invoked, wanted }
}

function statement(Resource: string): JsonObject {
  const Principal = { Service: 's3.amazonaws.com' }
  return {
    Sid: 's3',
    Effect: 'Allow',
    Principal,
    Action: 'lambda:InvokeFunction',
    Resource,
    Condition: { ArnLike: { 'AWS:SourceArn': BUCKET } },
  }
}

describe('a set of functions', () => {
  test('is restored side by side: what they share is made once, and a source keeps the trigger of each', async () => {
    const { world, points, invoked, wanted } = await tenFunctions()
    const plan = await world.plan(points, { withRole: true })
    expect(plan.problems).toEqual([])
    expect(plan.steps.filter(({ action }) => action === 'publish-layer')).toHaveLength(1)
    expect(plan.steps.filter(({ action }) => action === 'create-role')).toHaveLength(1)
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored', failures: [] })
    expect([...invoked].toSorted()).toEqual(wanted.toSorted())
    expect(world.lambda.layers.size).toBe(1)
  })

  test('is taken back as a whole, what was shared last', async () => {
    const { world, points, invoked } = await tenFunctions()
    await world.plan(points, { withRole: true })
    await carryOutRestore(world.ports, 'restore-1')
    expect(await undoRestore(world.ports, 'restore-1')).toMatchObject({
      state: 'undone',
      left: [],
      failures: [],
    })
    expect([
      invoked.size,
      world.lambda.functions.size,
      world.lambda.layers.size,
      world.around.roles.size,
    ]).toEqual([0, 0, 0, 0])
  })

  test('of which one fails brings back the others, live', async () => {
    const { world, points, invoked } = await tenFunctions()
    await world.plan(points, { withRole: true })
    world.lambda.create('f3', { code: 'of somebody else' })
    const outcome = await carryOutRestore(world.ports, 'restore-1')
    expect(outcome).toMatchObject({ state: 'failed', failures: [{ item: 3 }] })
    expect([...invoked].toSorted()).toEqual(
      [0, 1, 2, 4, 5, 6, 7, 8, 9].map((n) => world.lambda.arn(`f${n}`, 'live')),
    )
  })

  test('cannot become one function', async () => {
    const { world, points } = await tenFunctions()
    await expect(world.plan([points[0]!, points[0]!], { withRole: true })).rejects.toThrow(
      /Two of the points/,
    )
    await expect(world.plan(points, { target: { name: 'x' } })).rejects.toThrow(/One name is asked for/)
    await expect(world.plan(points, { target: { account: '999999999999' } })).rejects.toThrow(
      /role of the target account/,
    )
  })
})
