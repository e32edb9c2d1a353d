import { Command, CommanderError } from 'commander'
import * as z from 'zod'

const Options = z.object({ keep: z.boolean().default(false), json: z.boolean().default(false) })
export type Options = z.infer<typeof Options>

const AFTER = `
Starts an AWS emulator on this machine, deploys Holdfast's packaged template to it, creates a sample estate in
three regions and at the edge, and shows what Holdfast does when it changes, when a run looks at it, when something is
lost or damaged, and what people are told. Needs Python 3.10 or newer, or Docker.

Exit codes: 0 every scene went well; 1 one did not, or something could not be started; 2 wrong options.`

/** Reads the options of `npm start`. @returns the exit code instead, when there is nothing to start */
export function readOptions(argv: readonly string[]): Options | number {
  const command = new Command('npm start --')
    .option('--keep', 'leave everything running until Ctrl-C, and print the environment to use it')
    .option('--json', 'print one JSON object as the last line of standard output')
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .addHelpText('after', AFTER)
    .exitOverride()
  try {
    return Options.parse(command.parse(argv, { from: 'user' }).opts())
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : 2
  }
}
