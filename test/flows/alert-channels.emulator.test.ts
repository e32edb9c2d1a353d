import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { PublishCommand } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Clients } from '../../local/clients.ts'
import { createClients } from '../../local/clients.ts'
import type { Deployment } from '../../local/deploy.ts'
import { deploy } from '../../local/deploy.ts'
import type { Machine } from '../../local/machine.ts'
import { startMachine } from '../../local/machine.ts'
import { packageService } from '../../local/package.ts'
import { until } from '../../local/story/until.ts'
import { openDeadLetterQueues } from '../../shared/aws/dead-letter-queues.ts'
import { openStacks } from '../../shared/aws/stacks.ts'
import { findDeadLetterQueues } from '../../shared/dead-letters/find-queues.ts'
import { readLetters } from '../../shared/dead-letters/read-letters.ts'
import { redriveQueue } from '../../shared/dead-letters/redrive.ts'
import { clock } from '../../shared/runtime/clock.ts'
import type { FakeSlack } from '../fakes/fake-slack.ts'
import { startSlack } from '../fakes/fake-slack.ts'
import { ALARM, GAP } from '../unit/delivery/alerts.ts'

jest.setTimeout(120_000)

const KEY = '0123456789abcdef0123456789abcdef'
const HUB = 'eu-west-1'
let machine: Machine
let clients: Clients
let stack: Deployment
let slack: FakeSlack
let webhook: FakeSlack
let secrets: SecretsManagerClient

/** A machine of its own, with both channels. */
beforeAll(async () => {
  ;[slack, webhook] = await Promise.all([startSlack(), startSlack()])
  await packageService()
  machine = await startMachine(() => undefined, 0.1)
  Object.assign(process.env, machine.environment)
  clients = createClients(machine.endpoint)
  secrets = clients.of(SecretsManagerClient)
  stack = await deploy(clients, {
    BatchingWindowSeconds: '1',
    QuotaShare: '1',
    // Of a new stack CloudWatch tells that nothing ran yet.
    RunOverdueHours: '0',
    AuditOverdueHours: '0',
    SlackWebhookSecretArn: await createSecret('slack', address(slack, '/services/old')),
    WebhookUrl: address(webhook, '/webhook'),
    WebhookSecretArn: await createSecret('webhook', KEY),
  })
}, 600_000)
afterAll(async () => {
  await Promise.all([slack.close(), webhook.close()])
  await machine.stop()
})

/** Of HTTPS, as it must be; the emulator's functions speak plain HTTP to this machine all the same (docs/local.md). */
function address(server: FakeSlack, path: string): string {
  return new URL(path, server.address).href.replace('http:', 'https:')
}

async function createSecret(Name: string, SecretString: string): Promise<string> {
  const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name, SecretString }))
  return ARN
}

async function publish(message: object): Promise<void> {
  const TopicArn = stack.outputs['AlertsTopicArn']
  await clients.sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(message) }))
}

/** What a path got, once it is so much. */
const untilAt = ({ posted }: FakeSlack, path: string, count: number) =>
  until(`${count} at ${path}`, async () => {
    const found = posted.filter((one) => one.path === path)
    return found.length >= count ? found : undefined
  })

async function slackLetters() {
  const api = openDeadLetterQueues(HUB)
  const found = { ...stack, name: stack.stackName, status: '', parameters: {} }
  const queues = await findDeadLetterQueues({ api, stacks: openStacks(HUB) }, found)
  const queue = queues.find(({ name }) => name === 'slack')!
  return { api, queue, letters: await readLetters(api, queue.url) }
}

describe('an alert', () => {
  test('reaches Slack and the webhook, signed, each once', async () => {
    await publish(GAP)
    const [message] = await untilAt(slack, '/services/old', 1)
    expect(JSON.parse(message!.body)).toMatchObject({ text: `:warning: ${GAP.subject}` })
    const [signed] = await untilAt(webhook, '/webhook', 1)
    expect(JSON.parse(signed!.body)).toEqual(GAP)
    expect(signed!.headers['holdfast-signature']).toMatch(/^t=\d{10},v1=[0-9a-f]{64}$/)
    expect([slack.posted.length, webhook.posted.length]).toEqual([1, 1])
  })

  test('that is an alarm of CloudWatch reaches them too', async () => {
    await publish(ALARM)
    const messages = await untilAt(slack, '/services/old', 2)
    expect(messages.at(-1)?.body).toContain(ALARM.AlarmDescription)
    await untilAt(webhook, '/webhook', 2)
  })

  test('that Slack refuses waits with the reason, and is sent by a redrive once the address is mended', async () => {
    slack.answers.push({ status: 404, text: 'no_service' })
    await publish({ ...GAP, key: 'refused' })
    const letter = await until('the dead letter', async () => (await slackLetters()).letters[0])
    expect(letter.attributes).toEqual({
      error: 'RequestRejectedError',
      reason: expect.stringContaining('answered 404 (no_service)'),
    })
    await secrets.send(
      new PutSecretValueCommand({ SecretId: 'slack', SecretString: address(slack, '/services/new') }),
    )
    slack.answers.push({ status: 404, text: 'no_service' })
    const { api, queue } = await slackLetters()
    expect(await redriveQueue({ api, clock }, queue)).toMatchObject({ status: 'COMPLETED', moved: 1 })
    expect(await untilAt(slack, '/services/new', 1)).toHaveLength(1)
    expect((await slackLetters()).letters).toEqual([])
  })
})
