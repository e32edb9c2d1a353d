import { randomUUID } from 'node:crypto'
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import type { Message } from '@aws-sdk/client-sqs'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { command } from './holdfast.ts'
import { newestPoint } from './newest-point.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene, Stage } from './stage.ts'
import { underFaults } from './under-faults.ts'
import { until } from './until.ts'

const FUNCTION = 'user-signup'
const TIMEOUT = 12

/** What could not be done must not vanish, must not block the others, and can be done later. */
export const deadLetter: Scene = {
  name: 'dead-letter',
  title: 'What cannot be read or captured waits as a dead letter, and is captured by a redrive',
  async play(stage) {
    await fail(stage)
    const letters = await command(stage, ['dead-letters'])
    await command(stage, ['dead-letters', 'show', idOf(letters, FUNCTION)])
    await command(stage, ['dead-letters', 'drop', idOf(letters, 'MalformedEventError'), '--yes'])
    await command(stage, ['dead-letters', 'redrive', 'changes'])
    const { key } = await until(`a recovery point with the change of ${FUNCTION}`, () => changedPoint(stage))
    stage.say(`captured after all: ${key}`)
  },
}

/** A message comes that is no event, and a function changes that Holdfast may not read just then. */
async function fail(stage: Stage): Promise<void> {
  const nonsense = JSON.stringify({ note: 'not an event of CloudTrail', id: randomUUID() })
  const message = new SendMessageCommand({ QueueUrl: stage.changesQueue, MessageBody: nonsense })
  const change = new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, Timeout: TIMEOUT })
  const match = { service: 'lambda', operation: 'GetFunction', path: FUNCTION }
  await underFaults(stage, [{ kind: 'access-denied', match }], async () => {
    await stage.clients.sqs.send(message)
    await stage.clients.lambda.send(change)
    await deadLetterWith(stage, nonsense)
    await deadLetterWith(stage, FUNCTION)
    // CloudTrail tells some events twice.
    await untilQuiet(stage)
  })
}

async function deadLetterWith(stage: Pick<Stage, 'clients' | 'deadLetters'>, text: string): Promise<Message> {
  return until('the message in the dead-letter queue', async () => {
    // Looks without taking: the message stays visible for whoever redrives it.
    const { Messages } = await stage.clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: stage.deadLetters,
        VisibilityTimeout: 0,
        MaxNumberOfMessages: 10,
      }),
    )
    return Messages?.find(({ Body = '' }) => Body.includes(text))
  })
}

/** First characters of the id of a letter, from what the list says of it. */
function idOf(list: string, text: string): string {
  const block = list.split('\n\n').find((one) => one.includes('since') && one.includes(text))
  if (block === undefined) throw new Error(`no dead letter says ${text}`)
  return block.trim().slice(0, 8)
}

async function changedPoint({ vault }: Pick<Stage, 'vault'>) {
  const newest = await newestPoint(vault, FUNCTION)
  return newest.point.content.configuration?.['Timeout'] === TIMEOUT ? newest : undefined
}
