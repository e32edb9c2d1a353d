import { Command } from 'commander'
import { CommandError } from '../command-error.ts'
import type { CommandResult, Perform, Session } from '../session.ts'
import { TestOptions, testOptions } from '../test-restore-options.ts'
import { testRestores } from '../test-restores.ts'

export function testRestoreCommand(perform: Perform): Command {
  const command = new Command('test-restore')
    .summary('prove that functions can be brought back')
    .description(
      'Restores the newest point of a function, or of those whose test is the longest ago, under a scratch name: without triggers, policies and URLs, so that nothing wakes it. Reads it back, compares it with the point, asks it if there is something to ask, removes it whatever happened, and keeps the verdict in the vault. Works with your own AWS credentials; functions in use are never touched.',
    )
    .argument('[function]', 'name or ARN of a function; without it they are chosen')
  for (const option of testOptions()) command.addOption(option)
  return command.action((text: string | undefined, options: unknown) =>
    perform((session) => testRestore(session, text, TestOptions.parse(options))),
  )
}

async function testRestore(
  session: Session,
  text: string | undefined,
  options: TestOptions,
): Promise<CommandResult> {
  const { sample, payload, expect, zone } = options
  if ((text === undefined) === (sample === undefined))
    throw usage('Either a function or --sample must be given.', '`holdfast test-restore orders`.')
  if (text === undefined && (payload !== undefined || zone !== undefined))
    throw usage('--payload and --zone are for one function.', 'Name it: `holdfast test-restore orders`.')
  if (expect !== undefined && payload === undefined)
    throw usage('--expect needs something to ask.', 'Say what with --payload FILE.')
  return await testRestores(session, text, options)
}

function usage(what: string, advice: string): CommandError {
  return new CommandError({ what, advice, ending: 'usage' })
}
