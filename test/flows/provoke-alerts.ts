import { randomUUID } from 'node:crypto'
import { CreateFunctionCommand, DeleteFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { createClients } from '../../local/clients.ts'
import { ACCOUNT, REGIONS } from '../../local/emulator/environment.ts'
import { settled } from '../../local/estate/create-function.ts'
import { untilEnded } from '../../local/story/backup-run.ts'
import { until } from '../../local/story/until.ts'
import { captureFunction } from '../../shared/capture/capture-function.ts'
import type { ResourceRef } from '../../shared/model/resource.ts'
import { clock } from '../../shared/runtime/clock.ts'
import { openRegion } from '../../shared/runtime/open-region.ts'
import { openVault } from '../../shared/runtime/open-vault.ts'
import { latestKey } from '../../shared/vault/layout.ts'
import { fakeLog } from '../fakes/fake-log.ts'
import { trailEvent } from '../fixtures/trail-event.ts'
import type { AlertMachine } from './alert-machine.ts'
import { COPY_BUCKET, DESK, DESK_ROLE } from './alert-machine.ts'
import { smallFunction, unseen } from './flow.ts'

/** Functions that go at once: one more than are told one by one. */
const BULK = Array.from({ length: 6 }, (_, n) => `bulk-${n}`)

type World = AlertMachine

const refOf = (name: string): ResourceRef => ({ account: ACCOUNT, zone: REGIONS.hub, kind: 'function', name })

async function create({ clients }: World, name: string, Tags: Record<string, string> = {}): Promise<void> {
  const small = await smallFunction(name)
  await clients.lambda.send(new CreateFunctionCommand({ ...small, Role: DESK_ROLE, Tags }))
  await settled(clients.lambda, name)
}

async function remove({ clients }: World, name: string): Promise<void> {
  await clients.lambda.send(new DeleteFunctionCommand({ FunctionName: name }))
}

/** Starts a state machine, by its output or its id in the template, and waits for its end. @returns how it ended */
async function play(world: World, name: string, input: object): Promise<string> {
  const execution = await start(world, name, input)
  return (await untilEnded(world, execution)).status
}

async function start({ clients, stack }: World, machine: string, input: object) {
  const runId = `run-${randomUUID().slice(0, 8)}`
  const { executionArn: arn = '' } = await clients.stateMachines.send(
    new StartExecutionCommand({
      stateMachineArn: stack.outputs[machine] ?? stack.resources[machine],
      name: runId,
      input: JSON.stringify(input),
    }),
  )
  return { runId, arn }
}

export async function gap(world: World): Promise<void> {
  const { gateway } = world.machine
  await gateway.setFaults([
    { kind: 'access-denied', match: { operation: 'ListFunctionUrlConfigs', path: DESK } },
  ])
  await create(world, DESK)
  await until('the first point', async () => await world.store.load(latestKey(refOf(DESK))))
  await gateway.setFaults([])
}

export async function unreadableChange({ clients, stack }: World): Promise<void> {
  const QueueUrl = stack.resources['ChangesQueue']
  await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no JSON' }))
}

/** The six are created in quiet, for what comes later. */
export async function run(world: World): Promise<void> {
  await unseen(world.machine, () => Promise.all(BULK.map((name) => create(world, name))))
  await play(world, 'BackupStateMachineArn', { mode: 'quick' })
}

export async function failedRun(world: World): Promise<void> {
  await play(world, 'BackupStateMachineArn', { mode: 'quick', nonsense: true })
}

export async function deletion(world: World): Promise<void> {
  await remove(world, DESK)
}

export async function deletions(world: World): Promise<void> {
  await unseen(world.machine, () => Promise.all(BULK.map((name) => remove(world, name))))
  await play(world, 'BackupStateMachineArn', { mode: 'quick', zones: [REGIONS.hub] })
}

export async function restore(world: World): Promise<void> {
  const points = await keys(world, 'points/')
  const [point = ''] = points.filter((key) => key.includes(`/${DESK}/`))
  await start(world, 'RestoreStateMachineArn', { points: [point] })
}

/** The token is in the vault, and there alone. */
export async function agreement(world: World): Promise<void> {
  const key = await until('a restore that waits', async () => {
    const all = await keys(world, 'restores/')
    return all.find((one) => one.endsWith('/approval-token'))
  })
  const token = await world.store.load(key)
  const taskToken = Buffer.from(token?.bytes ?? []).toString()
  await world.clients.stateMachines.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))
}

export async function failingTest(world: World): Promise<void> {
  const functions = [{ name: DESK, payload: '{}', expect: '"another answer"' }]
  await play(world, 'RestoreTestStateMachineArn', { functions })
}

export async function failedRetention(world: World): Promise<void> {
  const { gateway } = world.machine
  await gateway.setFaults([{ kind: 'access-denied', match: { operation: 'ListObjectsV2' } }])
  await play(world, 'RetentionStateMachineArn', {})
  await gateway.setFaults([])
}

/** A function of the plan `locked` is captured by somebody who locks nothing. */
export async function missingLock(world: World): Promise<void> {
  await unseen(world.machine, () => create(world, 'unlocked', { 'holdfast:plan': 'locked' }))
  const vault = openVault(world.store.url, { clock, newId: randomUUID })
  const cause = { type: 'person', principal: `arn:aws:iam::${ACCOUNT}:user/ada` } as const
  const ports = { ...openRegion(REGIONS.hub), vault, clock, log: fakeLog() }
  await captureFunction(ports, { account: ACCOUNT, region: REGIONS.hub, name: 'unlocked', cause })
  await play(world, 'AuditStateMachineArn', {})
}

export async function damage(world: World): Promise<void> {
  const { store, clients } = world
  const Bucket = new URL(store.url).host
  await clients.s3.send(new PutObjectCommand({ Bucket, Key: latestKey(refOf(DESK)), Body: '{}' }))
  await play(world, 'AuditStateMachineArn', {})
}

/** As if the copy of one blob had been cut short on its way. */
export async function damagedCopy(world: World): Promise<void> {
  const [Key = ''] = await keys(world, 'blobs/')
  const { s3 } = createClients(world.machine.endpoint, REGIONS.far)
  await s3.send(new PutObjectCommand({ Bucket: COPY_BUCKET, Key, Body: 'cut' }))
  await play(world, 'CopyStateMachine', {})
}

export async function stoppedTrail({ clients, stack }: World): Promise<void> {
  const now = clock.now().toISOString()
  const Payload = trailEvent(
    {
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      eventTime: now,
      requestParameters: { name: 'main' },
    },
    ACCOUNT,
  )
  const FunctionName = stack.resources['WatchDashactivityLambdaFunction']
  await clients.lambda.send(new InvokeCommand({ FunctionName, Payload }))
}

async function keys({ store }: World, prefix: string): Promise<readonly string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key)
}
