import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns'
import { openBuckets } from '../../shared/aws/buckets.ts'
import { openDelivery } from '../../shared/aws/delivery.ts'
import { openLimits } from '../../shared/aws/limits.ts'
import { openPermissions } from '../../shared/aws/permissions.ts'
import { readServiceTime } from '../../shared/aws/service-time.ts'
import { openStacks } from '../../shared/aws/stacks.ts'
import { openTrails } from '../../shared/aws/trails.ts'
import { checkTrail } from '../../shared/doctor/check-trail.ts'
import type { Stack } from '../../shared/ports/zones-api.ts'

const HUB = 'eu-west-1'
const DEPLOYED = { stackName: 'holdfast-local', hub: HUB }

let stack: Stack
beforeAll(async () => {
  stack = (await openStacks(HUB).readStack('holdfast-local'))!
})

describe('the doctor sees', () => {
  test('whether the queue wakes on-change, and what waits', async () => {
    const delivery = openDelivery(HUB)
    expect(await delivery.readMappingState(stack.outputs['OnChangeMappingId']!)).toBe('Enabled')
    expect(await delivery.readMappingState('00000000-0000-0000-0000-000000000000')).toBeUndefined()
    expect(await delivery.countMessages(stack.outputs['ChangesDeadLettersUrl']!)).toBeGreaterThanOrEqual(0)
    expect(await delivery.countMessages(stack.outputs['SchedulerDeadLettersUrl']!)).toBe(0)
    expect(stack.parameters).toMatchObject({ ScheduleTimeZone: 'UTC' })
  })

  test('every schedule of the stack', async () => {
    const delivery = openDelivery(HUB)
    const names = await openStacks(HUB).listResources(stack.name, 'AWS::Scheduler::Schedule')
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(await delivery.isScheduleEnabled(name)).toBe(true)
    expect(await delivery.isScheduleEnabled('holdfast-none')).toBeUndefined()
  })

  test('who is told, but never the address of a webhook', async () => {
    const sns = new SNSClient({ region: HUB })
    const TopicArn = stack.outputs['AlertsTopicArn']
    const Endpoint = 'https://hooks.example.com/services/5ec7e7'
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'https', Endpoint, ReturnSubscriptionArn: true }),
    )
    const subscriptions = await openDelivery(HUB).listSubscriptions(TopicArn!)
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }))
    expect(subscriptions).toContainEqual(expect.objectContaining({ protocol: 'https' }))
    expect(JSON.stringify(subscriptions)).not.toContain('5ec7e7')
  })

  test('how the vault’s bucket is protected', async () => {
    const safety = await openBuckets(HUB).readSafety(new URL(stack.outputs['VaultUrl']!).host)
    expect(safety.versioned).toBe(true)
  })

  test('permissions, quotas and the time', async () => {
    const question = {
      principalArn: stack.outputs['OnChangeRoleArn']!,
      actions: ['lambda:GetFunction', 'lambda:GetPolicy'],
      resource: '*',
      region: HUB,
    }
    expect(await openPermissions(HUB).simulate(question)).toEqual([])
    expect((await openLimits(HUB).readLimits()).codeLimit).toBeGreaterThan(0)
    const skew = Date.now() - (await readServiceTime(HUB)).getTime()
    expect(Math.abs(skew)).toBeLessThan(60_000)
  })
})

describe('a trail', () => {
  const cloudTrail = new CloudTrailClient({ region: HUB })
  const Name = 'doctor-flow'
  beforeAll(async () => {
    const input = { Name, S3BucketName: 'logs', IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true }
    await cloudTrail.send(new CreateTrailCommand(input))
    await cloudTrail.send(new StartLoggingCommand({ Name }))
  })
  afterAll(() => cloudTrail.send(new DeleteTrailCommand({ Name })))

  const stateIn = async (zone: string) => (await checkTrail({ openTrails }, zone, DEPLOYED))[0]?.state
  const record = (ReadWriteType: 'WriteOnly' | 'ReadOnly') =>
    cloudTrail.send(
      new PutEventSelectorsCommand({
        TrailName: Name,
        EventSelectors: [{ ReadWriteType, IncludeManagementEvents: true }],
      }),
    )

  test('of all regions that records writes is enough for each of them and the edge', async () => {
    await record('WriteOnly')
    expect([await stateIn(HUB), await stateIn('us-east-1'), await stateIn('edge')]).toEqual([
      'ok',
      'ok',
      'ok',
    ])
  })

  test('that records only reads is not', async () => {
    await record('ReadOnly')
    expect(await stateIn('us-east-1')).toBe('problem')
    await record('WriteOnly')
  })

  test('that is switched off is not', async () => {
    await cloudTrail.send(new StopLoggingCommand({ Name }))
    expect(await stateIn('us-east-1')).toBe('problem')
  })
})
