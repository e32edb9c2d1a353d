import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Clients } from '../../local/clients.ts'
import { createClients } from '../../local/clients.ts'
import type { Deployment } from '../../local/deploy.ts'
import { deploy } from '../../local/deploy.ts'
import { ACCOUNT, REGIONS } from '../../local/emulator/environment.ts'
import type { Machine } from '../../local/machine.ts'
import { startMachine } from '../../local/machine.ts'
import { packageService } from '../../local/package.ts'
import { subscribeOnCall } from '../../local/story/on-call.ts'
import { until } from '../../local/story/until.ts'
import { readAlert } from '../../shared/delivery/read-alert.ts'
import type { Alert } from '../../shared/model/alert.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import { clock } from '../../shared/runtime/clock.ts'
import { openStore } from '../../shared/runtime/open-vault.ts'
import type { FakeSlack } from '../fakes/fake-slack.ts'
import { startSlack } from '../fakes/fake-slack.ts'
import { receiveAlerts } from './receive-alerts.ts'

/** Name of the function that alerts are about, and of its role. */
export const DESK = 'desk'

/** The copy of the vault, in another region. */
export const COPY_BUCKET = 'holdfast-copy'

/** A machine of its own, whose stack may restore and tells Slack, and what people got so far. */
export interface AlertMachine {
  readonly machine: Machine
  readonly clients: Clients
  readonly stack: Deployment
  readonly store: ObjectStore
  readonly slack: FakeSlack
  /** Every alert that the topic delivered, in order. */
  readonly received: Alert[]
  /** Waits for an alert. @param what tells which, in words */
  receive(what: string, wanted: (alert: Alert) => boolean): Promise<Alert>
  stop(): Promise<void>
}

export async function startAlertMachine(): Promise<AlertMachine> {
  await packageService()
  const slack = await startSlack()
  const machine = await startMachine(() => undefined, 0.1)
  Object.assign(process.env, machine.environment)
  const clients = createClients(machine.endpoint)
  await createRole(clients)
  await createCopyBucket(machine)
  const stack = await deploy(clients, {
    BatchingWindowSeconds: '1',
    QuotaShare: '1',
    AllowRestore: 'yes',
    CopyBucket: COPY_BUCKET,
    CopyKeyArn: `arn:aws:kms:${REGIONS.far}:${ACCOUNT}:key/copy`,
    CopyRegion: REGIONS.far,
    SlackWebhookSecretArn: await createSecret(clients, slack),
  })
  const queue = await subscribeOnCall(clients, stack.outputs['AlertsTopicArn'] ?? '')
  const received: Alert[] = []
  return {
    machine,
    clients,
    stack,
    store: openStore(stack.outputs['VaultUrl'] ?? '', { clock }),
    slack,
    received,
    receive: (what, wanted) =>
      until(what, async () => {
        received.push(...(await takeAlerts(clients, queue)))
        return received.find(wanted)
      }),
    async stop() {
      await slack.close()
      await machine.stop()
    },
  }
}

/** An alarm comes as CloudWatch writes it, and is read as the channels read it. */
async function takeAlerts(clients: Clients, queue: string): Promise<readonly Alert[]> {
  return (await receiveAlerts(clients, queue)).flatMap((body) => readAlert(body) ?? [])
}

/** Of HTTPS, as it must be; the emulator's functions speak plain HTTP to this machine all the same (docs/local.md). */
async function createSecret(clients: Clients, slack: FakeSlack): Promise<string> {
  const SecretString = new URL('/services/T0/B0/x', slack.address).href.replace('http:', 'https:')
  const command = new CreateSecretCommand({ Name: 'slack', SecretString })
  return (await clients.of(SecretsManagerClient).send(command)).ARN ?? ''
}

/** The emulator replicates nothing into it. */
async function createCopyBucket({ endpoint }: Machine): Promise<void> {
  const CreateBucketConfiguration = { LocationConstraint: REGIONS.far }
  const { s3 } = createClients(endpoint, REGIONS.far)
  await s3.send(new CreateBucketCommand({ Bucket: COPY_BUCKET, CreateBucketConfiguration }))
}

async function createRole(clients: Clients): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  await clients.of(IAMClient).send(new CreateRoleCommand({ RoleName: DESK, AssumeRolePolicyDocument }))
}

/** What a function of this account runs as. */
export const DESK_ROLE = `arn:aws:iam::${ACCOUNT}:role/${DESK}`
