import { randomUUID } from 'node:crypto'
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  type CreateFunctionRequest,
} from '@aws-sdk/client-lambda'
import { createClients } from '../../local/clients.ts'
import { settled } from '../../local/estate/create-function.ts'
import { releaseFile } from '../../local/estate/generated.ts'
import { zipFolder } from '../../local/estate/zip.ts'
import { remoteGateway } from '../../local/gateway/remote.ts'
import type { GatewayControl } from '../../local/gateway/settings.ts'
import { openStackVault } from '../../local/story/open-vault.ts'
import { type OutcomeLine, outcomesAfter } from '../../local/story/outcomes.ts'
import type { Stage } from '../../local/story/stage.ts'

/** A flow test waits for a batching window and a capture, a few times; Jest's five seconds are too few. */
export const FLOW_TIMEOUT = 90_000

/** The machine that test/emulator-setup.mjs started, and what a test of a flow does on it. */
export interface Flow extends Omit<Stage, 'auditMachine' | 'cli' | 'estate' | 'people' | 'say'> {
  readonly gateway: GatewayControl
  /** Does something to a function, in quiet, and gives the outcomes of all that follows. */
  outcomes(name: string, act: () => Promise<unknown>): Promise<OutcomeLine[]>
  /** Creates a function and waits for its first recovery point. @returns its name */
  createFunction(label: string, settings?: Partial<CreateFunctionRequest>): Promise<string>
  /** Creates a function and waits until Lambda is done with it. @returns its name */
  makeFunction(label: string, settings?: Partial<CreateFunctionRequest>): Promise<string>
  deleteFunction(name: string): Promise<void>
  codeSha256(name: string): Promise<string | undefined>
}

/** Finds the machine by the environment that the global set-up left. */
export function openFlow(): Flow {
  const endpoint = setting('AWS_ENDPOINT_URL')
  const inRegion = (region?: string) => createClients(endpoint, region)
  const clients = inRegion()
  const stage = {
    clients,
    inRegion,
    gateway: remoteGateway(endpoint),
    ...openStackVault(setting('HOLDFAST_VAULT')),
    changesQueue: setting('HOLDFAST_CHANGES_QUEUE'),
    deadLetters: setting('HOLDFAST_CHANGES_DEAD_LETTERS'),
    stateMachine: setting('HOLDFAST_STATE_MACHINE'),
    hubBus: setting('HOLDFAST_HUB'),
    onCall: setting('HOLDFAST_ON_CALL'),
    logGroup: setting('HOLDFAST_LOG_GROUP'),
  }
  const outcomes: Flow['outcomes'] = (name, act) => outcomesAfter(stage, name, act)
  return {
    ...stage,
    outcomes,
    async createFunction(label, settings) {
      const name = nameOf(label)
      await outcomes(name, () => make(clients, name, settings))
      return name
    },
    async makeFunction(label, settings) {
      const name = nameOf(label)
      await make(clients, name, settings)
      return name
    },
    async deleteFunction(name) {
      await clients.lambda.send(new DeleteFunctionCommand({ FunctionName: name }))
    },
    async codeSha256(name) {
      const { Configuration } = await clients.lambda.send(new GetFunctionCommand({ FunctionName: name }))
      return Configuration?.CodeSha256
    },
  }
}

function nameOf(label: string): string {
  return `flow-${label}-${randomUUID().slice(0, 8)}`
}

async function make(
  { lambda }: Pick<Flow['clients'], 'lambda'>,
  name: string,
  settings: Partial<CreateFunctionRequest> = {},
): Promise<void> {
  await lambda.send(new CreateFunctionCommand({ ...(await smallFunction(name)), ...settings }))
  await settled(lambda, name)
}

/** Does something that no event tells of. */
export async function unseen<T>(
  { gateway }: { readonly gateway: Pick<GatewayControl, 'trail' | 'setTrail'> },
  act: () => Promise<T>,
): Promise<T> {
  const { enabled } = (await gateway.trail()).options
  await gateway.setTrail({ enabled: false })
  try {
    return await act()
  } finally {
    await gateway.setTrail({ enabled })
  }
}

/** A few hundred bytes of code that no other function has. */
export async function smallFunction(FunctionName: string) {
  return {
    FunctionName,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: `arn:aws:iam::${setting('AWS_ACCESS_KEY_ID')}:role/flow`,
    Code: { ZipFile: await zipFolder('feature-flags', [releaseFile(FunctionName)]) },
  } as const
}

/** Other code for a function. */
export async function newCode(release: string): Promise<Buffer> {
  return zipFolder('feature-flags', [releaseFile(release)])
}

/** The kinds of the outcomes: `['captured', 'unchanged']`. */
export function kinds(outcomes: readonly OutcomeLine[]): string[] {
  return outcomes.map(({ outcome }) => outcome.type)
}

function setting(name: string): string {
  const value = process.env[name]
  if (value === undefined)
    throw new Error(`${name} is not set: run these tests with \`npm run test:emulator\``)
  return value
}
