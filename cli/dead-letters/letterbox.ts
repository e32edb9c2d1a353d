import type { CommandPlace } from '../../shared/model/command-place.ts'
import { ofStack } from '../../shared/model/command-place.ts'
import type { DeadLetter, DeadLetterApi, ExecutionsApi } from '../../shared/dead-letters/dead-letter-ports.ts'
import type { Explanation } from '../../shared/dead-letters/explain-letter.ts'
import { explainLetter } from '../../shared/dead-letters/explain-letter.ts'
import type { DeadLetterQueue } from '../../shared/dead-letters/find-queues.ts'
import { findDeadLetterQueues } from '../../shared/dead-letters/find-queues.ts'
import { readLetters } from '../../shared/dead-letters/read-letters.ts'
import type { Clock } from '../../shared/ports/runtime.ts'
import { TRIGGER_KINDS } from '../../shared/triggers/find-kinds.ts'
import { CommandError } from '../command-error.ts'
import type { DeploymentOptions } from '../deployment.ts'
import { findDeployment, requireStack } from '../deployment.ts'
import type { Session } from '../session.ts'

/** The dead-letter queues of a deployment, and the way to them. */
export interface Letterbox {
  readonly api: DeadLetterApi
  readonly executions: ExecutionsApi
  readonly clock: Clock
  readonly queues: readonly DeadLetterQueue[]
  readonly account: string
  /** Name of the deployment. */
  readonly stack: string
  /** What every command of these queues must name: ` --stack holdfast-prod --hub eu-west-1`. */
  readonly place: string
  /** What the commands are about that make a letter good. */
  readonly commandPlace: CommandPlace
}

/** A dead letter with its queue and its meaning. */
export interface ReadLetter extends DeadLetter, Explanation {
  readonly queue: string
}

/** @throws CommandError when there is no such deployment */
export async function openLetterbox(session: Session, options: DeploymentOptions): Promise<Letterbox> {
  const { world } = session
  const deployment = await findDeployment(world, options)
  const stack = requireStack(deployment)
  const { hub, name, caller } = deployment
  const api = world.deadLetters.open(hub)
  return {
    api,
    executions: world.deadLetters.openExecutions(hub),
    clock: world.clock,
    queues: await findDeadLetterQueues({ api, stacks: world.zones.openStacks(hub) }, stack),
    account: caller.account,
    stack: name,
    place: ` ${ofStack({ stack: name, hub })}`,
    commandPlace: { vaultUrl: stack.outputs['VaultUrl'] ?? session.namedVault() ?? '', stack: name, hub },
  }
}

/** The queue of this name. @throws CommandError when there is none */
export function findQueue({ queues }: Letterbox, name: string): DeadLetterQueue {
  const found = queues.find((queue) => queue.name === name)
  if (found !== undefined) return found
  throw new CommandError({
    what: `The deployment has no dead-letter queue ${name}.`,
    advice: `It has ${queues.map((queue) => queue.name).join(', ')}.`,
    ending: 'nothingFound',
  })
}

/** Every letter of some queues, the queues side by side. */
export async function readAll(
  { api, account, clock, commandPlace: place }: Letterbox,
  queues: readonly DeadLetterQueue[],
): Promise<readonly ReadLetter[]> {
  const reading = { account, kinds: TRIGGER_KINDS, now: clock.now(), place }
  const all = await Promise.all(
    queues.map(async (queue) => {
      const letters = await readLetters(api, queue.url)
      return letters.map((letter) => ({
        ...letter,
        queue: queue.name,
        ...explainLetter(letter, queue, reading),
      }))
    }),
  )
  return all.flat()
}

/** The letter whose id begins so. @throws CommandError when there is none, or more than one */
export async function findLetter(box: Letterbox, id: string): Promise<ReadLetter> {
  const [found, ...more] = (await readAll(box, box.queues)).filter((letter) => letter.id.startsWith(id))
  if (found !== undefined && more.length === 0) return found
  throw new CommandError({
    what: `${found === undefined ? 'No' : 'More than one'} dead letter has an id that begins with ${id}.`,
    advice: `\`holdfast dead-letters list${box.place}\` lists them; one that somebody else is reading is not seen for a minute.`,
    ending: 'nothingFound',
  })
}

/** A letter for programs: no receipt, which is nobody's business; the message only where it is asked for. */
export function letterJson(
  { id, queue, sentAt, attributes, what, why, redrive, body }: ReadLetter,
  withBody = false,
): Readonly<Record<string, unknown>> {
  const facts = { id, queue, sentAt: sentAt.toISOString(), what, why, redrive, attributes }
  return withBody ? { ...facts, body } : facts
}
