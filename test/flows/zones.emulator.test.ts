import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { readCaller } from '../../shared/aws/caller.ts'
import { openRegions, openRules } from '../../shared/aws/open-rules.ts'
import { openStacks } from '../../shared/aws/stacks.ts'
import { enrolZones, retireZones } from '../../shared/zones/enrol.ts'
import type { Forwarding } from '../../shared/zones/forwarding.ts'
import { RULE_PREFIX } from '../../shared/zones/forwarding.ts'
import { readForwarding } from '../../shared/zones/read-forwarding.ts'
import { until } from '../../local/story/until.ts'
import { FLOW_TIMEOUT, openFlow, smallFunction } from './flow.ts'

const HUB = 'eu-west-1'
const REGIONS = [HUB, 'us-east-1', 'ap-southeast-2']
const door = { openRules: (region: string) => openRules(region) }
const flow = openFlow()

let forwarding: Forwarding
beforeAll(async () => {
  const stack = await openStacks(HUB).readStack('holdfast-local')
  forwarding = readForwarding(stack!, HUB)
  // A run of another test may have enrolled them.
  await retireZones(door, forwarding, { regions: REGIONS })
})
afterAll(async () => {
  await retireZones(door, forwarding, { regions: REGIONS })
})

const actions = (answers: Awaited<ReturnType<typeof enrolZones>>) =>
  answers.map(({ steps, failure }) => failure?.message ?? steps.map(({ action }) => action).join())

describe('zones', () => {
  test('are the regions of the account', async () => {
    expect(await openRegions().listEnabled()).toEqual(expect.arrayContaining(REGIONS))
  })

  test('a stack that is not there is none', async () => {
    expect(await openStacks(HUB).readStack('holdfast-none')).toBeUndefined()
  })

  test(
    'are enrolled once, healed, and their changes captured',
    async () => {
      expect(actions(await enrolZones(door, forwarding, { regions: REGIONS }))).toEqual([
        '',
        'create',
        'create',
      ])
      expect(actions(await enrolZones(door, forwarding, { regions: REGIONS }))).toEqual(['', 'keep', 'keep'])

      const rules = openRules('us-east-1')
      const [rule] = await rules.listRules(RULE_PREFIX)
      await rules.removeTargets(rule!.name, ['hub'])
      expect(actions(await enrolZones(door, forwarding, { regions: ['us-east-1'] }))).toEqual(['heal'])

      const name = `flow-zones-${randomUUID().slice(0, 8)}`
      const lambda = new LambdaClient({ region: 'us-east-1' })
      await lambda.send(new CreateFunctionCommand(await smallFunction(name)))
      const { account } = await readCaller()
      const resource = { account, zone: 'us-east-1', kind: 'function', name } as const
      const point = await until('a recovery point of another region', () => flow.vault.latest(resource))
      expect(point.pointer.type).toBe('point')
    },
    FLOW_TIMEOUT,
  )

  test(
    'are retired by the deployed function when the stack is removed',
    async () => {
      await enrolZones(door, forwarding, { regions: REGIONS })
      const answered = await askRemoval()
      expect(answered).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'rules' })
      for (const region of REGIONS) expect(await openRules(region).listRules(RULE_PREFIX)).toEqual([])
    },
    FLOW_TIMEOUT,
  )

  test('are retired: no rule is left', async () => {
    await enrolZones(door, forwarding, { regions: REGIONS })
    await retireZones(door, forwarding, { regions: REGIONS })
    for (const region of REGIONS) expect(await openRules(region).listRules(RULE_PREFIX)).toEqual([])
  })
})

/** Asks the deployed function what CloudFormation asks it when the stack is removed. @returns its answer */
async function askRemoval(): Promise<unknown> {
  const answers: unknown[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    answers.push(JSON.parse(await text(request)))
    response.end()
  }
  const server = createServer((request, response) => void take(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const event = {
    RequestType: 'Delete',
    ResponseURL: `http://127.0.0.1:${port}/answer`,
    StackId: 'arn:stack',
    RequestId: 'r1',
    LogicalResourceId: 'ForwardingRules',
    PhysicalResourceId: 'rules',
    ResourceProperties: { StackName: forwarding.stack, HubBusArn: forwarding.busArn },
  }
  const FunctionName = `${forwarding.stack}-retire-zones`
  await new LambdaClient({ region: HUB }).send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  )
  server.close()
  return answers[0]
}
