import { EDGE_ZONE } from './edge.ts'
import type { ResourceRef } from './resource.ts'
import { shellWord } from './shell-word.ts'

/** A deployment as commands name it: without its stack and its region they look at the caller's own. */
export interface DeploymentName {
  readonly stack: string
  /** Region of the stack. */
  readonly hub: string
}

/** What the commands of an alert must name: whoever types them may have another vault, stage or region at hand. */
export interface CommandPlace extends DeploymentName {
  /** Address of the vault. */
  readonly vaultUrl: string
}

/** The option of a command that needs the vault. */
export function inVault({ vaultUrl }: Pick<CommandPlace, 'vaultUrl'>): string {
  return `--vault ${shellWord(vaultUrl)}`
}

/** The options of a command that is about the deployment. */
export function ofStack({ stack, hub }: DeploymentName): string {
  return `--stack ${shellWord(stack)} --hub ${shellWord(hub)}`
}

/** Looks for what is wrong with the deployment, and what mends it. */
export function doctorCommand(place: DeploymentName): string {
  return `holdfast doctor ${ofStack(place)}`
}

/** Shows what waits in the dead-letter queues, or in one of them. */
export function deadLettersCommand(place: DeploymentName, queue?: string): string {
  return `holdfast dead-letters list ${queue === undefined ? '' : `--queue ${queue} `}${ofStack(place)}`
}

/** Captures everything now. */
export function backupAllCommand(place: Pick<CommandPlace, 'vaultUrl'>): string {
  return `holdfast backup --all ${inVault(place)}`
}

/** Captures one function now; the edge as a whole, for a run alone reads it. */
export function backupCommand(
  { zone, name }: Pick<ResourceRef, 'zone' | 'name'>,
  place: Pick<CommandPlace, 'vaultUrl'>,
): string {
  const what = zone === EDGE_ZONE ? '--all' : `--function ${shellWord(name)}`
  return `holdfast backup ${what} --zone ${zone} ${inVault(place)}`
}
