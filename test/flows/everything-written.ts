import { text } from 'node:stream/consumers'
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { logLines } from '../../local/story/outcomes.ts'
import type { Flow } from './flow.ts'

/** Members of a manifest that are meant to hold what AWS returned, environment values included. */
const MEANT_FOR_IT = ['content', 'observed']

/** A text that a flow wrote, and where. */
export interface Written {
  readonly where: string
  readonly text: string
}

/**
 * Everything that the flows have written so far, of this test file and of others: on-change's log, the messages in
 * the queues, and the vault's documents less what is meant to hold secrets (the content of manifests, the blobs).
 */
export async function everythingWritten(flow: Flow): Promise<Written[]> {
  const log = (await logLines(flow)).map((line) => ({ where: 'log of on-change', text: line }))
  const queues = await Promise.all([flow.changesQueue, flow.deadLetters].map((url) => messages(flow, url)))
  return [...log, ...queues.flat(), ...(await documents(flow))]
}

async function messages({ clients }: Flow, QueueUrl: string): Promise<Written[]> {
  const { Messages } = await clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      MessageAttributeNames: ['All'],
    }),
  )
  return (Messages ?? []).map((message) => ({ where: QueueUrl, text: JSON.stringify(message) }))
}

async function documents({ clients, vault }: Flow): Promise<Written[]> {
  const Bucket = new URL(vault.url).host
  const client = clients.s3
  const found: Written[] = []
  for await (const page of paginateListObjectsV2({ client }, { Bucket })) {
    const keys = (page.Contents ?? []).map(({ Key = '' }) => Key).filter((key) => !key.startsWith('blobs/'))
    for (const Key of keys) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      const whole = await text(Body as NodeJS.ReadableStream)
      found.push({ where: Key, text: Key.startsWith('points/') ? withoutContent(whole) : whole })
    }
  }
  return found
}

function withoutContent(json: string): string {
  const manifest = JSON.parse(json) as Record<string, unknown>
  const members = Object.entries(manifest).filter(([name]) => !MEANT_FOR_IT.includes(name))
  return JSON.stringify(Object.fromEntries(members))
}
