import { Command } from 'commander'
import { holdStanding } from '../../shared/retention/holds.ts'
import { HoldOptions, changeHold, holdOptions } from '../change-hold.ts'
import type { Perform } from '../session.ts'

export function holdCommand(perform: Perform): Command {
  const command = new Command('hold')
    .summary('keep a recovery point whatever the rules say')
    .description('Keeps retention from expiring a recovery point until it is released.')
    .argument(
      '<point>',
      'first four or more digits of its id; or a function, which stands for its newest point',
    )
  for (const option of holdOptions) command.addOption(option)
  return command.action((text: string, options: unknown) =>
    perform((session) => changeHold(session, { text, options: HoldOptions.parse(options) }, holdStanding)),
  )
}
