import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { DeleteFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { createClients } from '../../local/clients.ts'
import type { Clients } from '../../local/clients.ts'
import { untilDone } from '../../local/deploy/stack.ts'
import { ACCOUNT, REGIONS } from '../../local/emulator/environment.ts'
import { createFunction } from '../../local/estate/create-function.ts'
import { releaseFile } from '../../local/estate/generated.ts'
import { NODE } from '../../local/estate/settings.ts'
import type { Machine } from '../../local/machine.ts'
import { startMachine } from '../../local/machine.ts'
import { STAGE } from '../../local/package.ts'
import { deployStack } from '../../local/stack.ts'
import { subscribeOnCall } from '../../local/story/on-call.ts'
import { captureFunction } from '../../shared/capture/capture-function.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import { clock } from '../../shared/runtime/clock.ts'
import { openRegion } from '../../shared/runtime/open-region.ts'
import { openStore, openVault } from '../../shared/runtime/open-vault.ts'
import { fakeLog } from '../fakes/fake-log.ts'
import { standing } from '../wiring/deployed-with.ts'
import { keysOf } from '../wiring/encryption.ts'
import { grantsOf } from '../wiring/grants.ts'
import { judge } from '../wiring/judge.ts'
import { callerOf, needsOf } from '../wiring/needs.ts'
import { packagedTemplate } from '../wiring/packaged-template.ts'
import { namesOf } from '../wiring/stack-names.ts'
import { FLOW_TIMEOUT } from './flow.ts'
import { receiveAlerts } from './receive-alerts.ts'

jest.setTimeout(FLOW_TIMEOUT)

const NAME = 'desk'
const STACK = `holdfast-${STAGE}`

/** The functions of the restore state machine. */
const FUNCTIONS = ['plan-restore', 'ask-approval', 'apply-restore', 'verify-restore', 'report-restore']

let machine: Machine
let clients: Clients
let store: ObjectStore
let vaultUrl: string
let onCall: string
let stateMachineArn: string
let point: string

// A machine of its own: its stack may restore, and what its functions call is judged here.
beforeAll(async () => {
  machine = await startMachine(() => undefined, 0.1)
  Object.assign(process.env, machine.environment)
  clients = createClients(machine.endpoint)
  const stack = await deployStack(clients, 1, { AllowRestore: 'yes' })
  vaultUrl = stack.vaultUrl
  store = openStore(vaultUrl, { clock })
  onCall = await subscribeOnCall(clients, stack.alertsTopic)
  stateMachineArn = (await untilDone(clients, STACK)).outputs['RestoreStateMachineArn'] ?? ''
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  await clients.of(IAMClient).send(new CreateRoleCommand({ RoleName: NAME, AssumeRolePolicyDocument }))
  await createFunction(clients, {
    name: NAME,
    code: { type: 'folder', folder: 'returns-desk', generated: [releaseFile('desk-1')] },
    configuration: { ...NODE, Role: `arn:aws:iam::${ACCOUNT}:role/${NAME}`, Tags: { team: 'returns' } },
    release: { generated: [releaseFile('desk-2')], share: 0.25 },
  })
  point = await capture()
  await clients.lambda.send(new DeleteFunctionCommand({ FunctionName: NAME }))
}, 240_000)
afterAll(async () => {
  await machine.stop()
})

async function capture(): Promise<string> {
  const vault = openVault(vaultUrl, { clock, newId: randomUUID })
  const ports = { ...openRegion(REGIONS.hub), vault, clock, log: fakeLog() }
  const cause = { type: 'person', principal: `arn:aws:iam::${ACCOUNT}:user/ada` } as const
  const outcome = await captureFunction(ports, { account: ACCOUNT, region: REGIONS.hub, name: NAME, cause })
  if (outcome.type !== 'captured' && outcome.type !== 'unchanged') throw new Error(JSON.stringify(outcome))
  return outcome.manifest
}

async function start(input: object): Promise<string> {
  const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) })
  const { executionArn = '' } = await clients.stateMachines.send(command)
  return executionArn
}

/** Waits for the token of a restore that waits, in the one place where it may be. */
async function tokenIn(known: ReadonlySet<string>): Promise<{ key: string; token: string }> {
  for (;;) {
    for await (const { key } of store.list('restores/')) {
      if (!key.endsWith('/approval-token') || known.has(key)) continue
      const found = await store.load(key)
      return { key, token: Buffer.from(found?.bytes ?? []).toString() }
    }
    await sleep(200)
  }
}

async function ended(executionArn: string): Promise<string> {
  for (;;) {
    const { status = '' } = await clients.stateMachines.send(new DescribeExecutionCommand({ executionArn }))
    if (status !== 'RUNNING') return status
    await sleep(200)
  }
}

const known = new Set<string>()

describe('the deployed restore state machine', () => {
  test('changes nothing when the person who is asked says no', async () => {
    const execution = await start({ points: [point] })
    const { key, token } = await tokenIn(known)
    known.add(key)
    await clients.stateMachines.send(new SendTaskFailureCommand({ taskToken: token, error: 'TurnedDown' }))
    expect(await ended(execution)).toBe('FAILED')
    await expect(clients.lambda.send(new InvokeCommand({ FunctionName: NAME }))).rejects.toThrow()
  })

  test('brings the function back once somebody agrees, and it answers as before', async () => {
    const execution = await start({ points: [point] })
    const { key, token } = await tokenIn(known)
    known.add(key)
    await clients.stateMachines.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }))
    expect(await ended(execution)).toBe('SUCCEEDED')
    const { StatusCode } = await clients.lambda.send(
      new InvokeCommand({ FunctionName: NAME, Qualifier: 'live', Payload: '{}' }),
    )
    expect(StatusCode).toBe(200)
  })

  test('refuses to write over what is there', async () => {
    expect(await ended(await start({ points: [point] }))).toBe('FAILED')
  })

  test('takes it back to the point where it is told to, after a safety point', async () => {
    const execution = await start({ points: [point], onConflict: 'update' })
    const { token } = await tokenIn(known)
    await clients.stateMachines.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }))
    expect(await ended(execution)).toBe('SUCCEEDED')
  })

  test('told people each time, and never the token', async () => {
    const texts = await receiveAlerts(clients, onCall)
    expect(texts.filter((text) => text.includes('waits until somebody agrees'))).toHaveLength(3)
    expect(texts.filter((text) => text.includes('restored and verified'))).toHaveLength(2)
    expect(texts.filter((text) => text.includes('In the way'))).toHaveLength(1)
    for (const key of known) {
      const found = await store.load(key)
      const token = Buffer.from(found?.bytes ?? []).toString()
      expect(texts.filter((text) => text.includes(token))).toEqual([])
    }
  })

  test('has roles that allow every call that its functions made', async () => {
    const { resources } = await untilDone(clients, STACK)
    const template = standing(await packagedTemplate(), resources)
    const resolve = namesOf(template, { name: STACK, account: ACCOUNT, region: REGIONS.hub, resources })
    const { calls } = await machine.gateway.calls()
    const own = calls.filter((call) => FUNCTIONS.includes(callerOf(call) ?? ''))
    expect(new Set(own.map(callerOf))).toEqual(new Set(FUNCTIONS))
    const { refused } = judge(await needsOf(own, keysOf(template, resolve)), grantsOf(template, resolve))
    expect(
      refused.map(({ function: name, action, resource }) => `${name}: ${action} on ${resource}`),
    ).toEqual([])
  })
})
