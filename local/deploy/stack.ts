import { setTimeout as sleep } from 'node:timers/promises'
import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation'
import {
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation'
import type { DeployClients } from '../deploy.ts'
import { LocalError } from '../local-error.ts'

type CloudFormation = Pick<DeployClients, 'cloudFormation'>

/** Milliseconds between two looks at a stack. */
const POLL = 100
/** Milliseconds that a creation or an update may take. In the emulator it takes a second. */
const PATIENCE = 120_000

/** Outputs and resources of a stack, by name. */
export interface StackState {
  readonly outputs: Readonly<Record<string, string>>
  readonly resources: Readonly<Record<string, string>>
}

/** The stack; `undefined` when there is none. */
export async function stackState(
  { cloudFormation }: CloudFormation,
  name: string,
): Promise<Stack | undefined> {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))
    return Stacks?.[0]
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined
    throw error
  }
}

/** Waits for the end of a creation or an update. @throws LocalError that says in words what failed */
export async function untilDone(clients: CloudFormation, name: string): Promise<StackState> {
  const deadline = Date.now() + PATIENCE
  for (;;) {
    const stack = await stackState(clients, name)
    const status = stack?.StackStatus ?? 'MISSING'
    if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') {
      return { outputs: outputsOf(stack), resources: await resourcesOf(clients, name) }
    }
    if (!status.endsWith('_IN_PROGRESS')) throw await failure(clients, name, stack)
    if (Date.now() > deadline) throw await stuck(clients, name)
    await sleep(POLL)
  }
}

function outputsOf(stack: Stack | undefined): Record<string, string> {
  return Object.fromEntries(stack?.Outputs?.map((o) => [o.OutputKey ?? '', o.OutputValue ?? '']) ?? [])
}

async function resourcesOf({ cloudFormation: client }: CloudFormation, name: string) {
  const resources: Record<string, string> = {}
  for await (const page of paginateListStackResources({ client }, { StackName: name })) {
    for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (LogicalResourceId) resources[LogicalResourceId] = PhysicalResourceId ?? ''
    }
  }
  return resources
}

async function failure({ cloudFormation }: CloudFormation, name: string, stack: Stack | undefined) {
  const { StackEvents } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: name }))
  const reasons = (StackEvents ?? []).filter((e) => e.ResourceStatus?.endsWith('FAILED')).map(sentence)
  const status = stack?.StackStatus ?? 'gone'
  return new LocalError(
    [`The stack ${name} could not be deployed (${status}).`, stack?.StackStatusReason, ...reasons]
      .filter((line) => line !== undefined)
      .join('\n  '),
  )
}

async function stuck({ cloudFormation }: CloudFormation, name: string): Promise<LocalError> {
  const { StackEvents } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: name }))
  const newest = StackEvents?.find(({ ResourceStatus }) => ResourceStatus?.endsWith('_IN_PROGRESS'))
  return new LocalError(
    `The stack ${name} is not done after ${PATIENCE / 1000} s. It waits for ${newest?.LogicalResourceId ?? 'nothing that it names'}.`,
  )
}

function sentence(event: StackEvent): string {
  return `${event.LogicalResourceId} (${event.ResourceType}): ${event.ResourceStatusReason ?? 'no reason given'}`
}
