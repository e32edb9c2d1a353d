import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ThrottledError } from '../../../shared/errors.ts'
import { enrolZones } from '../../../shared/zones/enrol.ts'
import { hubOf } from '../../../shared/zones/forwarding.ts'
import type { StackAnswer, StackRequest } from '../../../shared/zones/retire-on-removal.ts'
import { retireOnRemoval } from '../../../shared/zones/retire-on-removal.ts'
import { fakeEventRules } from '../../fakes/fake-event-rules.ts'
import { fakeLog } from '../../fakes/fake-log.ts'

const REGIONS = ['eu-west-1', 'us-east-1', 'ap-south-1']
const HUB = hubOf('holdfast-prod', { account: '123456789012', region: 'eu-west-1', partition: 'aws' })
const URL = 'https://bucket.s3.eu-west-1.amazonaws.com/answer?X-Amz-Signature=5ec7e7'

const request = (RequestType: StackRequest['RequestType']): StackRequest => ({
  RequestType,
  ResponseURL: URL,
  StackId: 'arn:stack',
  RequestId: 'r1',
  LogicalResourceId: 'ForwardingRules',
  ...(RequestType === 'Create' ? {} : { PhysicalResourceId: `rules-to/${HUB.busArn}` }),
  ResourceProperties: { StackName: HUB.stack, HubBusArn: HUB.busArn },
})

async function enrolled() {
  const rules = fakeEventRules()
  await enrolZones(rules, { ...HUB, roleArn: 'arn:role' }, { regions: REGIONS })
  const answers: { url: string; answer: StackAnswer }[] = []
  const log = fakeLog()
  const ports = {
    openRules: rules.openRules,
    regions: { listEnabled: async () => REGIONS },
    log,
    answer: async (url: string, answer: StackAnswer) => {
      answers.push({ url, answer })
    },
  }
  const left = () => REGIONS.filter((region) => rules.rulesOf(region).size > 0)
  return { rules, ports, answers, log, left }
}

describe('the removal of the stack', () => {
  test('removes the rules of every region, and then goes on', async () => {
    const { ports, answers, left } = await enrolled()
    await retireOnRemoval(ports, request('Delete'))
    expect(left()).toEqual([])
    expect(answers).toEqual([
      {
        url: URL,
        answer: {
          Status: 'SUCCESS',
          Reason: 'done',
          PhysicalResourceId: `rules-to/${HUB.busArn}`,
          StackId: 'arn:stack',
          RequestId: 'r1',
          LogicalResourceId: 'ForwardingRules',
        },
      },
    ])
  })

  test('is stopped, with the region and the command, when rules may be left', async () => {
    const { ports, answers, rules, left } = await enrolled()
    rules.broken.set('us-east-1', new ThrottledError('ListRules: slow down'))
    await retireOnRemoval(ports, request('Delete'))
    expect(answers[0]?.answer).toMatchObject({ Status: 'FAILED' })
    expect(answers[0]?.answer.Reason).toContain('us-east-1: ListRules: slow down')
    expect(answers[0]?.answer.Reason).toContain('holdfast zones --retire --stack holdfast-prod')
    expect(left()).toEqual(['us-east-1'])
  })

  test('passes over a region that denies access, with a warning', async () => {
    const { ports, answers, rules, log } = await enrolled()
    rules.broken.set('us-east-1', new AccessDeniedError('ListRules: denied'))
    await retireOnRemoval(ports, request('Delete'))
    expect(answers[0]?.answer.Status).toBe('SUCCESS')
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn' }))
  })

  test('is stopped, not left without an answer, when the regions cannot be listed', async () => {
    const { ports, answers } = await enrolled()
    const regions = { listEnabled: () => Promise.reject(new ThrottledError('DescribeRegions: slow down')) }
    await retireOnRemoval({ ...ports, regions }, request('Delete'))
    expect(answers[0]?.answer).toMatchObject({ Status: 'FAILED' })
  })

  test('fails when CloudFormation does not take the answer, so that Lambda tries again', async () => {
    const { ports } = await enrolled()
    const answer = () => Promise.reject(new ThrottledError('no'))
    await expect(retireOnRemoval({ ...ports, answer }, request('Delete'))).rejects.toThrow(ThrottledError)
  })

  test('never writes the presigned URL to the log', async () => {
    const { ports, log } = await enrolled()
    await retireOnRemoval(ports, request('Delete'))
    expect(JSON.stringify(log.lines)).not.toContain('5ec7e7')
  })
})

test.each(['Create', 'Update'] as const)('%s of the stack touches no rule', async (type) => {
  const { ports, answers, left, rules } = await enrolled()
  rules.writes.length = 0
  await retireOnRemoval(ports, request(type))
  expect(rules.writes).toEqual([])
  expect(left()).toEqual(['us-east-1', 'ap-south-1'])
  expect(answers[0]?.answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: `rules-to/${HUB.busArn}`,
  })
})
