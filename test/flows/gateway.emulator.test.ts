import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { GetFunctionCommand, LambdaClient, TagResourceCommand } from '@aws-sdk/client-lambda'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { CreateFunctionCommand } from '@aws-sdk/client-lambda'
import { describe, expect, test } from '@jest/globals'
import { remoteGateway } from '../../local/gateway/remote.ts'
import { FLOW_TIMEOUT, smallFunction } from './flow.ts'

const ACCOUNT = process.env['AWS_ACCESS_KEY_ID']!
const ENDPOINT = process.env['AWS_ENDPOINT_URL']!
const HUB = 'eu-central-1'
const SPOKE = 'us-west-2'
const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/cloudtrail/CreateFunction20150331.json', import.meta.url), 'utf8'),
) as object

/** A bus in the hub region with a queue behind it, and a rule of the spoke region that sends Lambda's events there. */
async function connectRegions(): Promise<string> {
  const name = `hub-${randomUUID().slice(0, 8)}`
  const EventPattern = JSON.stringify({ source: ['aws.lambda'], detail: { readOnly: [false] } })
  const hub = new EventBridgeClient({ region: HUB })
  const { QueueUrl } = await new SQSClient({ region: HUB }).send(new CreateQueueCommand({ QueueName: name }))
  const queue = { Id: 'queue', Arn: `arn:aws:sqs:${HUB}:${ACCOUNT}:${name}` }
  await hub.send(new CreateEventBusCommand({ Name: name }))
  await hub.send(new PutRuleCommand({ Name: name, EventBusName: name, EventPattern }))
  await hub.send(new PutTargetsCommand({ Rule: name, EventBusName: name, Targets: [queue] }))
  const spoke = new EventBridgeClient({ region: SPOKE })
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/forwarder`
  const bus = { Id: 'hub', Arn: `arn:aws:events:${HUB}:${ACCOUNT}:event-bus/${name}`, RoleArn }
  await spoke.send(new PutRuleCommand({ Name: name, EventPattern }))
  await spoke.send(new PutTargetsCommand({ Rule: name, Targets: [bus] }))
  return QueueUrl!
}

async function bodiesIn(QueueUrl: string): Promise<Record<string, unknown>[]> {
  await remoteGateway(ENDPOINT).flush()
  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 })
  const { Messages = [] } = await new SQSClient({ region: HUB }).send(receive)
  return Messages.map(({ Body }) => JSON.parse(Body!) as Record<string, unknown>)
}

describe('the gateway before the emulator', () => {
  test(
    'brings an event of one region to the bus of another, in the envelope that was recorded',
    async () => {
      const queue = await connectRegions()
      const name = `gateway-${randomUUID().slice(0, 8)}`
      const lambda = new LambdaClient({ region: SPOKE })
      await lambda.send(new CreateFunctionCommand(await smallFunction(name)))
      const [event] = await bodiesIn(queue)
      expect(Object.keys(event!).sort()).toEqual(Object.keys(recorded).sort())
      expect(event).toMatchObject({
        source: 'aws.lambda',
        'detail-type': 'AWS API Call via CloudTrail',
        account: ACCOUNT,
        detail: {
          eventName: 'CreateFunction20150331',
          awsRegion: SPOKE,
          requestParameters: { functionName: name, code: {} },
          responseElements: { functionName: name },
        },
      })
    },
    FLOW_TIMEOUT,
  )

  test('stands in every address that the emulator gives out', async () => {
    const queue = await new SQSClient({ region: HUB }).send(
      new CreateQueueCommand({ QueueName: randomUUID() }),
    )
    expect(queue.QueueUrl).toMatch(new RegExp(`^${ENDPOINT}/`))
    const name = `gateway-${randomUUID().slice(0, 8)}`
    const lambda = new LambdaClient({ region: SPOKE })
    await lambda.send(new CreateFunctionCommand(await smallFunction(name)))
    const { Code, Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }))
    expect(Code?.Location).toMatch(new RegExp(`^${ENDPOINT}/`))
    await lambda.send(
      new TagResourceCommand({ Resource: Configuration!.FunctionArn!, Tags: { team: 'shop' } }),
    )
    const { calls } = await remoteGateway(ENDPOINT).calls()
    expect(calls.filter(({ operation }) => operation === 'TagResource').at(-1)).toMatchObject({
      service: 'lambda',
      region: SPOKE,
      account: ACCOUNT,
      resources: { Resource: Configuration!.FunctionArn! },
    })
  })
})
