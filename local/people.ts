import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import type { Clients } from './clients.ts'
import type { Mail } from './people/mails.ts'
import { readMails } from './people/mails.ts'
import type { SlackMessage } from './people/slack.ts'
import { startSlack } from './people/slack.ts'

const ADDRESS = 'on-call@shop.example'
const SECRET = 'holdfast/slack'

/** Those who are told, and by what: a mailbox, and a channel of Slack. */
export interface People {
  /** Parameters of a stack that tells them. */
  readonly parameters: Readonly<Record<string, string>>
  /** The mails in their mailbox, oldest first. */
  readonly mails: () => Promise<readonly Mail[]>
  /** What arrived in their channel, oldest first. */
  readonly messages: () => readonly SlackMessage[]
  /** Somebody revokes the webhook's address: Slack refuses what comes by it. */
  readonly revokeWebhook: () => void
  /** The address that is good now is put where Holdfast reads it. */
  readonly announceWebhook: () => Promise<void>
  close(): Promise<void>
}

/**
 * Opens a mailbox and a channel on this machine, and keeps the secret with the channel's webhook.
 *
 * @param endpoint of the gateway
 */
export async function gatherPeople(clients: Clients, endpoint: string): Promise<People> {
  const slack = await startSlack()
  const secrets = clients.of(SecretsManagerClient)
  const { ARN = '' } = await secrets.send(
    new CreateSecretCommand({ Name: SECRET, SecretString: slack.address() }),
  )
  return {
    parameters: { AlertEmail: ADDRESS, SlackWebhookSecretArn: ARN },
    mails: () => readMails(endpoint, ADDRESS),
    messages: slack.messages,
    revokeWebhook: () => slack.renew(),
    async announceWebhook() {
      await secrets.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString: slack.address() }))
    },
    close: () => slack.close(),
  }
}
