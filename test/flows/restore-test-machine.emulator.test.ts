import { randomUUID } from 'node:crypto'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Clients } from '../../local/clients.ts'
import { createClients } from '../../local/clients.ts'
import type { Deployment } from '../../local/deploy.ts'
import { deploy } from '../../local/deploy.ts'
import { ACCOUNT, REGIONS } from '../../local/emulator/environment.ts'
import { createFunction } from '../../local/estate/create-function.ts'
import { releaseFile } from '../../local/estate/generated.ts'
import { NODE } from '../../local/estate/settings.ts'
import type { Machine } from '../../local/machine.ts'
import { startMachine } from '../../local/machine.ts'
import { packageService } from '../../local/package.ts'
import { untilEnded } from '../../local/story/backup-run.ts'
import { until } from '../../local/story/until.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import { clock } from '../../shared/runtime/clock.ts'
import { openStore } from '../../shared/runtime/open-vault.ts'
import { standing } from '../wiring/deployed-with.ts'
import { keysOf } from '../wiring/encryption.ts'
import { grantsOf } from '../wiring/grants.ts'
import { judge } from '../wiring/judge.ts'
import { needsOf } from '../wiring/needs.ts'
import { packagedTemplate } from '../wiring/packaged-template.ts'
import { namesOf } from '../wiring/stack-names.ts'

jest.setTimeout(120_000)

const NAME = 'desk'

let machine: Machine
let clients: Clients
let stack: Deployment
let store: ObjectStore

/** A machine of its own: there restores are allowed, as they are not by default. */
beforeAll(async () => {
  await packageService()
  machine = await startMachine(() => undefined, 0.1)
  Object.assign(process.env, machine.environment)
  clients = createClients(machine.endpoint)
  stack = await deploy(clients, { BatchingWindowSeconds: '1', QuotaShare: '1', AllowRestore: 'yes' })
  store = openStore(output('VaultUrl'), { clock })
  await createDesk()
}, 400_000)
afterAll(async () => {
  await machine.stop()
})

function output(name: string): string {
  return stack.outputs[name] ?? ''
}

async function createDesk(): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  await clients.of(IAMClient).send(new CreateRoleCommand({ RoleName: NAME, AssumeRolePolicyDocument }))
  await createFunction(clients, {
    name: NAME,
    code: { type: 'folder', folder: 'returns-desk', generated: [releaseFile('desk-1')] },
    configuration: { ...NODE, Role: `arn:aws:iam::${ACCOUNT}:role/${NAME}`, Tags: { team: 'returns' } },
    release: { generated: [releaseFile('desk-2')], share: 0.25 },
  })
  await until('the first point', async () => ((await keys('latest/')).length > 0 ? true : undefined))
}

async function keys(prefix: string): Promise<readonly string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key)
}

/** Runs the deployed state machine to its end. */
async function play(input: object): Promise<string> {
  const runId = `tests-${randomUUID().slice(0, 8)}`
  const { executionArn: arn = '' } = await clients.stateMachines.send(
    new StartExecutionCommand({
      stateMachineArn: output('RestoreTestStateMachineArn'),
      name: runId,
      input: JSON.stringify(input),
    }),
  )
  return (await untilEnded({ clients }, { runId, arn })).status
}

async function functions(): Promise<string[]> {
  const { Functions = [] } = await clients.lambda.send(new ListFunctionsCommand())
  return Functions.map(({ FunctionName = '' }) => FunctionName).filter(
    (name) => !name.startsWith('holdfast-local'),
  )
}

describe('the deployed restore tests', () => {
  test('pass, leave nothing and cause no capture', async () => {
    expect(await play({})).toBe('SUCCEEDED')
    expect(await functions()).toEqual([NAME])
    await machine.gateway.flush()
    expect((await keys('points/')).filter((key) => key.includes('holdfast-scratch-'))).toEqual([])
  })

  test('fail when the restored function answers otherwise than it should', async () => {
    expect(await play({ functions: [{ name: NAME, payload: '{}', expect: '{"accepted":true}' }] })).toBe(
      'FAILED',
    )
    expect(await functions()).toEqual([NAME])
  })

  test('make no call that their roles do not allow', async () => {
    const { resources, stackName: name } = stack
    const template = standing(await packagedTemplate(), resources)
    const resolve = namesOf(template, { name, account: ACCOUNT, region: REGIONS.hub, resources })
    const { calls } = await machine.gateway.calls()
    const needs = await needsOf(calls, keysOf(template, resolve))
    const own = needs.filter((need) => need.function.endsWith('-restore-test'))
    expect(new Set(own.map((need) => need.function))).toEqual(
      new Set(['choose', 'run', 'remove', 'report'].map((verb) => `${verb}-restore-test`)),
    )
    const { refused } = judge(own, grantsOf(template, resolve))
    expect(
      refused.map(({ function: who, action, resource }) => `${who} needs ${action} on ${resource}`),
    ).toEqual([])
  })
})
