import { Command, CommanderError, InvalidArgumentError } from 'commander'
import * as z from 'zod'
import { BENCHES } from './benches.ts'

const Options = z.object({ json: z.boolean().default(false), write: z.boolean().default(false) })

/** What was asked for. */
export interface BenchOptions extends z.infer<typeof Options> {
  /** Names of benches; all when none was named. */
  readonly names: readonly string[]
}

const NAMES = BENCHES.map(({ name }) => name)
const LIST = BENCHES.map(({ name, title }) => `  ${name.padEnd(15)} ${title}`).join('\n')

const AFTER = `
Benches:
${LIST}

deep-run, foreign-client, latency and restore take minutes; all together take about ten.

Exit codes: 0 every bound holds; 1 one does not, or a bench failed; 2 wrong options.`

/** Reads the options of `npm run bench`. @returns the exit code instead, when there is nothing to measure */
export function readOptions(argv: readonly string[]): BenchOptions | number {
  const command = new Command('npm run bench --')
    .argument('[bench...]', 'what to measure; without it everything', addKnown)
    .option('--json', 'print one JSON object as the last line of standard output')
    .option('--write', 'write docs/cost.md, and docs/numbers.md when everything was measured')
    .showSuggestionAfterError()
    .addHelpText('after', AFTER)
    .exitOverride()
  try {
    command.parse(argv, { from: 'user' })
    const named = z.array(z.string()).parse(command.processedArgs[0] ?? [])
    return { ...Options.parse(command.opts()), names: named.length === 0 ? NAMES : named }
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : 2
  }
}

function addKnown(name: string, before: readonly string[] = []): readonly string[] {
  if (NAMES.includes(name)) return [...before, name]
  throw new InvalidArgumentError(`There is no such bench; known are ${NAMES.join(', ')}.`)
}
