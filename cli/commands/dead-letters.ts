import { Command } from 'commander'
import * as z from 'zod'
import { dropChosen } from '../dead-letters/drop-letters.ts'
import { listLetters } from '../dead-letters/list-letters.ts'
import { redriveLetters } from '../dead-letters/redrive-letters.ts'
import { showLetter } from '../dead-letters/show-letter.ts'
import { deploymentOptions } from '../deployment.ts'
import { refuseWord } from '../help-command.ts'
import type { Perform } from '../session.ts'

const Place = z.object({ stack: z.string().optional(), hub: z.string().optional() })
const ListOptions = z.object({ ...Place.shape, queue: z.string().optional() })
const ShowOptions = z.object({ ...Place.shape, body: z.boolean().default(false) })
const DropOptions = z.object({
  ...ListOptions.shape,
  all: z.boolean().default(false),
  yes: z.boolean().default(false),
})

export function deadLettersCommand(perform: Perform): Command {
  return new Command('dead-letters')
    .summary('see what could not be done, and have it done after all')
    .description(
      'Explains each message in the dead-letter queues of the deployment: changes that were not captured, runs that could not be started, executions that ended without a report, alerts that did not arrive.',
    )
    .addCommand(withPlace(listCommand(perform)), { isDefault: true })
    .addCommand(withPlace(showCommand(perform)))
    .addCommand(withPlace(redriveCommand(perform)))
    .addCommand(withPlace(dropCommand(perform)))
}

function withPlace(command: Command): Command {
  for (const option of deploymentOptions()) command.addOption(option)
  return command
}

function listCommand(perform: Perform): Command {
  return (
    new Command('list')
      .summary('list what waits, and why; the default')
      .description('Lists every dead letter: what it was, and why it failed.')
      .option('--queue <name>', 'only this queue, by its name in the list')
      // As the default it is given every word that is no command.
      .argument('[word]')
      .usage('[options]')
      .action(async (word: string | undefined, options: unknown, command: Command) => {
        if (word !== undefined) refuseWord(command, word)
        await perform((session) => listLetters(session, ListOptions.parse(options)))
      })
  )
}

function showCommand(perform: Perform): Command {
  return new Command('show')
    .summary('show one dead letter, and what redriving it would do')
    .description('Shows one dead letter: what it was, why it failed, what redriving would do.')
    .argument('<id>', 'first characters of its id')
    .option('--body', 'print the whole message too: it names people and resources')
    .action((id: string, options: unknown) =>
      perform((session) => showLetter(session, id, ShowOptions.parse(options))),
    )
}

function redriveCommand(perform: Perform): Command {
  return new Command('redrive')
    .summary('give all messages of a queue back to where they come from')
    .description(
      "Gives all messages of a dead-letter queue back to the queue that they come from, by SQS's own redrive. Executions go on where they ended, by Step Functions' own redrive; what a schedule could not start is started. Mend first what they failed of. What nothing takes back is dropped, once it is dealt with.",
    )
    .argument('<queue>', 'its name in the list: changes, executions, scheduler, slack, webhook')
    .argument('[id]', 'of executions and scheduler: only this one, by the first characters of its id')
    .action((queue: string, id: string | undefined, options: unknown) =>
      perform((session) => redriveLetters(session, { queue, id }, Place.parse(options))),
    )
}

function dropCommand(perform: Perform): Command {
  return new Command('drop')
    .summary('delete dead letters for good')
    .description('Deletes one dead letter, or all of them. What they asked for is not done.')
    .argument('[id]', 'first characters of its id')
    .option('--all', 'all of them')
    .option('--queue <name>', 'with --all: only those of this queue')
    .option('--yes', 'do not ask')
    .action((id: string | undefined, options: unknown) =>
      perform((session) => dropChosen(session, id, DropOptions.parse(options))),
    )
}
