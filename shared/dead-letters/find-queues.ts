import { compareText } from '../model/compare-text.ts'
import type { Stack, StacksApi } from '../ports/zones-api.ts'
import type { DeadLetterApi, QueueFacts } from './dead-letter-ports.ts'

/** A dead-letter queue of a deployment. */
export interface DeadLetterQueue extends QueueFacts {
  /** As people name it: `changes`. */
  readonly name: string
  /** The queue whose messages it takes, and gives back; what services bury in it comes from no queue. */
  readonly source?: QueueFacts
}

/** How the outputs of the stack name them: `ChangesDeadLettersUrl`. */
const OUTPUT = /^(\w+)DeadLettersUrl$/

/**
 * The dead-letter queues of a deployment, by name: its queues that have none themselves.
 *
 * @throws HoldfastError
 */
export async function findDeadLetterQueues(
  ports: { readonly stacks: StacksApi; readonly api: DeadLetterApi },
  stack: Stack,
): Promise<readonly DeadLetterQueue[]> {
  const urls = await ports.stacks.listResources(stack.name, 'AWS::SQS::Queue')
  const queues = await Promise.all(urls.map((url) => ports.api.readQueue(url)))
  return queues
    .filter(({ deadLetterArn }) => deadLetterArn === undefined)
    .map((queue) => {
      const source = queues.find(({ deadLetterArn }) => deadLetterArn === queue.arn)
      return { ...queue, name: nameOf(queue, stack), ...(source !== undefined && { source }) }
    })
    .toSorted((one, other) => compareText(one.name, other.name))
}

function nameOf({ url, arn }: QueueFacts, { outputs }: Stack): string {
  const output = Object.keys(outputs).find((key) => OUTPUT.test(key) && outputs[key] === url)
  const name = output === undefined ? undefined : OUTPUT.exec(output)?.[1]
  return name?.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase() ?? arn.split(':')[5] ?? arn
}
