import { Command } from 'commander'
import { releasePoint } from '../../shared/retention/holds.ts'
import { HoldOptions, changeHold, holdOptions } from '../change-hold.ts'
import type { Perform } from '../session.ts'

export function releaseCommand(perform: Perform): Command {
  const command = new Command('release')
    .summary('leave a held recovery point to the rules again')
    .description('Takes the hold off a recovery point; who held and who released it stays on record.')
    .argument(
      '<point>',
      'first four or more digits of its id; or a function, which stands for its newest point',
    )
  for (const option of holdOptions) command.addOption(option)
  return command.action((text: string, options: unknown) =>
    perform((session) => changeHold(session, { text, options: HoldOptions.parse(options) }, releasePoint)),
  )
}
