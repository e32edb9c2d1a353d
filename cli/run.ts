import { CommanderError } from 'commander'
import { SettingInvalidError } from '../shared/errors.ts'
import { checkEndpoints } from './endpoints.ts'
import { causes, explain } from './explain.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { printable } from './print.ts'
import { buildProgram } from './program.ts'
import { GlobalOptions, chooseStyle, openSession } from './session.ts'
import type { CommandResult, Perform } from './session.ts'
import type { World } from './world.ts'

/**
 * Runs one command.
 * @param argv what stands after `holdfast` on the command line
 * @returns the exit code; nothing is thrown, whatever happens
 */
export async function run(argv: readonly string[], world: World): Promise<number> {
  const results: CommandResult[] = []
  const perform: Perform = async (work) => {
    const options = GlobalOptions.parse(program.opts())
    checkEndpoints(world.env)
    if (options.profile !== undefined) await world.useProfile(options.profile)
    if (options.accelerate || isAccelerated(world.env)) world.accelerate()
    results.push(await work(openSession(world, options)))
  }
  const program = buildProgram(world, perform)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return printResults(results, world, GlobalOptions.parse(program.opts()))
  } catch (error) {
    return isAnswered(error) ? EXIT_CODES.done : printError(error, argv, world)
  }
}

/** What the environment says of S3 Transfer Acceleration. @throws SettingInvalidError when it is neither yes nor no */
function isAccelerated({ HOLDFAST_ACCELERATE: said = '' }: World['env']): boolean {
  if (said === 'yes') return true
  if (said === '' || said === 'no') return false
  throw new SettingInvalidError('HOLDFAST_ACCELERATE must be yes or no')
}

function printResults(results: readonly CommandResult[], world: World, options: GlobalOptions): number {
  let exitCode: number = EXIT_CODES.done
  for (const result of results) {
    exitCode = EXIT_CODES[result.ending]
    const object = { ok: exitCode === EXIT_CODES.done, exitCode, ...result.json }
    const text = options.json ? JSON.stringify(object) : result.text(chooseStyle(world, options.color))
    world.stdout.write(`${text}\n`)
  }
  return exitCode
}

/** --help and --version end the parsing with an "error" of exit code 0. */
function isAnswered(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0
}

function printError(error: unknown, argv: readonly string[], world: World): number {
  const { what, advice, ending } = explain(error, world.env)
  const exitCode = EXIT_CODES[ending]
  if (argv.includes('--json')) {
    const name = error instanceof Error ? error.name : 'Error'
    const object = { ok: false, exitCode, error: { name, message: what, advice } }
    world.stdout.write(`${JSON.stringify(object)}\n`)
  }
  world.stderr.write(`holdfast: ${printable(what)}\n${printable(advice)}\n`)
  if (argv.includes('--verbose')) world.stderr.write(`${printable(traceOf(error))}\n`)
  return exitCode
}

function traceOf(error: unknown): string {
  const stacks = causes(error).map((cause) => cause.stack ?? cause.message)
  return stacks.join('\nbecause of: ')
}
