import { paginateDescribeLogGroups, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import { paginateListObjectsV2, GetObjectCommand } from '@aws-sdk/client-s3'
import {
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
} from '@aws-sdk/client-sfn'
import { paginateListQueues, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import type { Flow } from './flow.ts'

/** A text that the flows wrote, and where. */
export interface Written {
  readonly source: 'log' | 'queue' | 'vault' | 'execution' | 'record of calls'
  readonly where: string
  readonly text: string
}

/** What the names of the stack's log groups hold, and how those of its queues begin. */
const STACK = 'holdfast-local'

/** The member of a configuration that is meant to hold environment values; no other in a manifest is. */
const MEANT_FOR_IT = 'Environment'

/** Seconds that a message stays hidden, so that the next ones are seen. */
const HIDDEN = 10

/**
 * Everything that the flows have written so far, of all test files: the logs of all functions and of the state
 * machine, the messages in the queues and from the alerts' topic, the history of all executions, the gateway's record
 * of calls, and the vault's documents less what is meant to hold environment values (`Environment` in manifests, blobs).
 */
export async function everythingWritten(flow: Flow): Promise<Written[]> {
  const parts = [logs(flow), queues(flow), documents(flow), executions(flow), calls(flow)]
  return (await Promise.all(parts.map((part) => Array.fromAsync(part)))).flat()
}

async function* logs({ clients: { logs: client } }: Flow): AsyncIterable<Written> {
  const pattern = { logGroupNamePattern: STACK }
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, pattern)) {
    for (const { logGroupName = '' } of logGroups) {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName }))
        yield* events.map(({ message = '' }) => written('log', logGroupName, message))
    }
  }
}

async function* queues({ clients: { sqs: client }, onCall }: Flow): AsyncIterable<Written> {
  const urls = [onCall]
  for await (const { QueueUrls = [] } of paginateListQueues({ client }, { QueueNamePrefix: STACK }))
    urls.push(...QueueUrls)
  for (const QueueUrl of urls) {
    for (;;) {
      const receive = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: HIDDEN }
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ ...receive, MessageAttributeNames: ['All'] }),
      )
      if (Messages.length === 0) break
      yield* Messages.map((message) => written('queue', QueueUrl, JSON.stringify(message)))
    }
  }
}

async function* documents({ clients: { s3: client }, vault }: Flow): AsyncIterable<Written> {
  const Bucket = new URL(vault.url).host
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    for (const { Key = '' } of Contents) {
      if (Key.startsWith('blobs/')) continue
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      const text = (await Body?.transformToString()) ?? ''
      yield written('vault', Key, Key.startsWith('points/') ? withoutEnvironment(text) : text)
    }
  }
}

async function* executions({ clients, stateMachine }: Flow): AsyncIterable<Written> {
  const client = clients.stateMachines
  for await (const page of paginateListExecutions({ client }, { stateMachineArn: stateMachine })) {
    for (const { executionArn = '' } of page.executions ?? []) {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }))
      yield written('execution', executionArn, JSON.stringify(described))
      for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn }))
        yield* events.map((event) => written('execution', executionArn, JSON.stringify(event)))
    }
  }
}

async function* calls({ gateway }: Flow): AsyncIterable<Written> {
  const report = await gateway.calls()
  for (const call of report.calls)
    yield written('record of calls', `${call.service}:${call.operation}`, JSON.stringify(call))
}

function written(source: Written['source'], where: string, text: string): Written {
  return { source, where, text }
}

function withoutEnvironment(json: string): string {
  return JSON.stringify(
    JSON.parse(json, (name, value: unknown) => (name === MEANT_FOR_IT ? undefined : value)),
  )
}
