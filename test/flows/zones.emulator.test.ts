import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { randomUUID } from 'node:crypto'
import { readCaller } from '../../shared/aws/caller.ts'
import { openRegions, openRules } from '../../shared/aws/open-rules.ts'
import { openStacks } from '../../shared/aws/stacks.ts'
import { enrolZones, retireZones } from '../../shared/zones/enrol.ts'
import { RULE_PREFIX } from '../../shared/model/own-rule.ts'
import type { Forwarding } from '../../shared/zones/forwarding.ts'
import { FORWARDING_PATTERNS } from '../../shared/zones/forwarding.ts'
import { readForwarding } from '../../shared/zones/read-forwarding.ts'
import { until } from '../../local/story/until.ts'
import { askRemoval } from './ask-removal.ts'
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
      const each = (action: string) => FORWARDING_PATTERNS.map(() => action).join()
      expect(actions(await enrolZones(door, forwarding, { regions: REGIONS }))).toEqual([
        '',
        each('create'),
        each('create'),
      ])
      expect(actions(await enrolZones(door, forwarding, { regions: REGIONS }))).toEqual([
        '',
        each('keep'),
        each('keep'),
      ])

      const rules = openRules('us-east-1')
      const [rule] = await rules.listRules(RULE_PREFIX)
      await rules.removeTargets(rule!.name, ['hub'])
      const [healed = ''] = actions(await enrolZones(door, forwarding, { regions: ['us-east-1'] }))
      expect(healed.split(',').filter((action) => action !== 'keep')).toEqual(['heal'])

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
      const answered = await askRemoval({ stackName: forwarding.stack, hubBusArn: forwarding.busArn })
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
