import { Option } from 'commander'
import type { Caller } from '../shared/aws/caller.ts'
import type { Stack } from '../shared/ports/zones-api.ts'
import { CommandError } from './command-error.ts'
import { zoneName } from './options.ts'
import type { World } from './world.ts'

/** Name of the stack that `serverless deploy` makes without options (serverless.yml). */
export const DEFAULT_STACK = 'holdfast-prod'

/** Which deployment a command is about. */
export interface DeploymentOptions {
  readonly stack?: string | undefined
  readonly hub?: string | undefined
}

/** Where a deployment is looked for, and what was found there. */
export interface Deployment {
  readonly caller: Caller
  readonly name: string
  /** The region of the stack. */
  readonly hub: string
  readonly stack: Stack | undefined
}

/** The options of every command that is about a deployment. */
export function deploymentOptions(): readonly Option[] {
  return [
    new Option('--stack <name>', `the deployment; HOLDFAST_STACK, or ${DEFAULT_STACK}`),
    new Option('--hub <region>', "region of the deployment; the caller's own").argParser(zoneName),
  ]
}

/** Looks for the deployment. @throws what readCaller and StacksApi throw */
export async function findDeployment(
  { aws, zones, env }: Pick<World, 'aws' | 'zones' | 'env'>,
  options: DeploymentOptions,
): Promise<Deployment> {
  const caller = await aws.readCaller(options.hub)
  const name = options.stack ?? env['HOLDFAST_STACK'] ?? DEFAULT_STACK
  const stack = await zones.openStacks(caller.region).readStack(name)
  return { caller, name, hub: caller.region, stack }
}

/** The stack of a deployment. @throws CommandError when there is none */
export function requireStack({ name, hub, stack }: Deployment): Stack {
  if (stack !== undefined) return stack
  throw new CommandError({
    what: `There is no deployment ${name} in ${hub}.`,
    advice:
      'Name its stack with --stack and its region with --hub, or deploy it first: npx serverless deploy.',
    ending: 'nothingFound',
  })
}

/** `aws`, `aws-cn` or `aws-us-gov`: the second part of every ARN. */
export function partitionOf({ principal }: Caller): string {
  return principal.split(':')[1] ?? 'aws'
}
