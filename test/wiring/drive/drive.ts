import { randomUUID } from 'node:crypto'
import { InvokeCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { StartExecutionCommand } from '@aws-sdk/client-sfn'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import type { StackState } from '../../../local/deploy/stack.ts'
import { REGIONS } from '../../../local/emulator/environment.ts'
import { createEdge } from '../../../local/estate/edge.ts'
import type { RunInput } from '../../../local/story/backup-run.ts'
import { startRun, untilEnded } from '../../../local/story/backup-run.ts'
import { untilQuiet } from '../../../local/story/quiet.ts'
import { underFaults } from '../../../local/story/under-faults.ts'
import { until } from '../../../local/story/until.ts'
import type { Forwarding } from '../../../shared/zones/forwarding.ts'
import { askRemoval } from '../../flows/ask-removal.ts'
import type { Flow } from '../../flows/flow.ts'
import { newCode } from '../../flows/flow.ts'
import { callerOf } from '../needs.ts'
import type { DeployedStack } from '../stack-names.ts'
import { changeRichFunction, createRichFunction } from './rich-function.ts'
import { wake, wakeByAnother } from './rich-triggers.ts'
import { woundRules } from './wounded-rules.ts'

/** Where versions for the edge are and where its events come from; few tests have anything there, so runs are short. */
const REGION = REGIONS.edge

/** How often the product tries a call (shared/aws/clients.ts). */
const ATTEMPTS = 5

/** The deployed stack, with its outputs. */
export type Deployed = DeployedStack & Pick<StackState, 'outputs'>

/** A time from its begin to its end. */
interface Span {
  readonly from: string
  readonly to: string
}

/**
 * Makes every function do all that it can do on one machine, whatever ran before: runs over a function that has
 * everything, triggers included, and over the edge, one run that fails, changes of all these, a message that is buried and one that comes
 * back, retention, an audit, a look for unusual activity, a quiet day, and last what happens when the stack is removed.
 *
 * @returns when the quiet day began and ended, in ISO 8601
 */
export async function driveEverything(flow: Flow, stack: Deployed): Promise<Span> {
  const name = await createRichFunction(REGION)
  await wake({ region: REGION, account: stack.account, name })
  // Told of before the run enrols the region: so it is the run that captures the function first.
  await flow.gateway.flush()
  await woundRules(REGION, forwardingOf(stack))
  await driveRun(flow, { mode: 'quick', zones: [REGION] }, 'SUCCEEDED')
  await driveChanges(flow, stack, name)
  await driveRun(flow, { mode: 'quick', zones: ['no/zone'] }, 'FAILED')
  await driveRun(flow, { mode: 'deep', zones: [REGION, 'edge'] }, 'SUCCEEDED')
  await driveDay(flow, stack)
  await untilQuiet(flow)
  const from = new Date().toISOString()
  await driveRun(flow, { mode: 'quick', zones: [REGION] }, 'SUCCEEDED')
  await driveDay(flow, stack)
  const to = new Date().toISOString()
  await driveRemoval(stack)
  return { from, to }
}

/** What a day has beside its run. */
async function driveDay(flow: Flow, stack: Deployed): Promise<void> {
  await driveMachine(flow, stack, 'Retention')
  await driveMachine(flow, stack, 'Audit')
  await driveWatch(flow, stack)
}

/** Retention and the audit are started without a word: they go by the plans of their deployment. */
async function driveMachine({ clients }: Flow, stack: Deployed, name: string): Promise<void> {
  const runId = `${name.toLowerCase()}-${randomUUID().slice(0, 8)}`
  const { executionArn: arn = '' } = await clients.stateMachines.send(
    new StartExecutionCommand({ stateMachineArn: output(stack, `${name}StateMachineArn`), name: runId }),
  )
  const { status } = await untilEnded({ clients }, { runId, arn })
  if (status !== 'SUCCEEDED') throw new Error(`${name} ended as ${status}`)
}

/** One look for unusual activity, as the schedule asks for it. */
async function driveWatch({ clients }: Flow, stack: Deployed): Promise<void> {
  const FunctionName = `${stack.name}-watch-activity`
  const { FunctionError } = await clients.lambda.send(
    new InvokeCommand({ FunctionName, Payload: '{"look":true}' }),
  )
  if (FunctionError !== undefined) throw new Error(`the look for unusual activity failed: ${FunctionError}`)
}

async function driveRun(flow: Flow, input: RunInput, expected: string): Promise<void> {
  const { status } = await untilEnded(flow, await startRun(flow, input))
  if (status !== expected)
    throw new Error(`the ${input.mode} run over ${input.zones?.join()} ended as ${status}`)
}

/** The region is enrolled now, so that changes there and at the edge travel to the hub. */
async function driveChanges(flow: Flow, { account }: Deployed, FunctionName: string): Promise<void> {
  const { distributions } = await createEdge(
    flow.clients,
    `arn:aws:lambda:${REGION}:${account}:function:${FunctionName}:1`,
    FunctionName,
  )
  await changeRichFunction(REGION, FunctionName)
  await wakeByAnother({ region: REGION, account, name: FunctionName })
  const MessageBody = JSON.stringify({ id: randomUUID(), note: 'no event of CloudTrail' })
  await flow.clients.sqs.send(new SendMessageCommand({ QueueUrl: flow.changesQueue, MessageBody }))
  const distribution = { account, zone: 'edge', kind: 'distribution', name: distributions[0] ?? '' } as const
  await until('a recovery point of the edge', () => flow.vault.latest(distribution))
  await untilQuiet(flow)
  await driveReturn(flow)
}

/** A message that comes back makes everybody wait half a minute: only when no other test had one. */
async function driveReturn(flow: Flow): Promise<void> {
  if (await hasCalled(flow, 'ChangeMessageVisibility')) return
  const FunctionName = await flow.createFunction('return')
  const match = { service: 's3', operation: 'PutObject', path: FunctionName }
  await underFaults(flow, [{ kind: 'server-error', match, count: ATTEMPTS }], async () => {
    const ZipFile = await newCode('return')
    await flow.clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
    await until('a message that comes back', async () =>
      (await hasCalled(flow, 'ChangeMessageVisibility')) ? true : undefined,
    )
  })
  await untilQuiet(flow)
}

async function hasCalled({ gateway }: Flow, operation: string): Promise<boolean> {
  const { calls } = await gateway.calls()
  return calls.some((call) => callerOf(call) !== undefined && call.operation === operation)
}

async function driveRemoval(stack: Deployed): Promise<void> {
  const answer = await askRemoval({ stackName: stack.name, hubBusArn: output(stack, 'HubBusArn') })
  if ((answer as { Status?: string } | undefined)?.Status !== 'SUCCESS')
    throw new Error(`the removal was answered with ${JSON.stringify(answer)}`)
}

function forwardingOf(stack: Deployed): Forwarding {
  const [busArn, roleArn] = [output(stack, 'HubBusArn'), output(stack, 'ForwardingRoleArn')]
  return { stack: stack.name, region: stack.region, busArn, roleArn }
}

function output({ outputs }: Deployed, name: string): string {
  const value = outputs[name]
  if (value === undefined) throw new Error(`the stack has no output ${name}`)
  return value
}
