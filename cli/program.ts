import { Command } from 'commander'
import { activityCommand } from './commands/activity.ts'
import { auditCommand } from './commands/audit.ts'
import { backupCommand } from './commands/backup.ts'
import { deadLettersCommand } from './commands/dead-letters.ts'
import { diffCommand } from './commands/diff.ts'
import { doctorCommand } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { graphCommand } from './commands/graph.ts'
import { holdCommand } from './commands/hold.ts'
import { listCommand } from './commands/list.ts'
import { mirrorCommand } from './commands/mirror.ts'
import { planCommand } from './commands/plan.ts'
import { pruneCommand } from './commands/prune.ts'
import { releaseCommand } from './commands/release.ts'
import { restoreCommand } from './commands/restore.ts'
import { runsCommand } from './commands/runs.ts'
import { showCommand } from './commands/show.ts'
import { testRestoreCommand } from './commands/test-restore.ts'
import { triggersCommand } from './commands/triggers.ts'
import { undeleteCommand } from './commands/undelete.ts'
import { verifyCommand } from './commands/verify.ts'
import { zonesCommand } from './commands/zones.ts'
import { exitCodeHelp } from './exit-codes.ts'
import { helpCommand } from './help-command.ts'
import type { CommandFactory, Perform } from './session.ts'
import { VERSION } from './version.ts'
import type { World } from './world.ts'

/** Every command, in the order of --help. */
const COMMANDS: readonly CommandFactory[] = [
  backupCommand,
  listCommand,
  showCommand,
  diffCommand,
  triggersCommand,
  graphCommand,
  restoreCommand,
  testRestoreCommand,
  exportCommand,
  holdCommand,
  releaseCommand,
  pruneCommand,
  undeleteCommand,
  verifyCommand,
  auditCommand,
  mirrorCommand,
  planCommand,
  runsCommand,
  activityCommand,
  zonesCommand,
  doctorCommand,
  deadLettersCommand,
]

const ENVIRONMENT = `Environment:
  HOLDFAST_VAULT       address of the vault, when --vault is not given
  HOLDFAST_COPY        address of a copy to read from, when --copy is not given
  HOLDFAST_ACCELERATE  yes, as with --accelerate
  HOLDFAST_IDENTITY    file of an age identity, when --identity is not given
  HOLDFAST_STACK       name of the deployment, when --stack is not given
  AWS_*                as for every AWS tool: AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, ...
  NO_COLOR             no colours`

/** Columns of help text where there is no terminal to ask. */
const PLAIN_WIDTH = 100

/** The whole command line. Errors and help are thrown as CommanderError; nothing ends the process. */
export function buildProgram(world: World, perform: Perform): Command {
  const program: Command = new Command('holdfast')
    .description('Backs up AWS Lambda functions, and everything that makes them run.')
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .option('--vault <address>', 'the vault: s3://bucket/prefix or file:///directory')
    .option('--copy <address>', 'a copy of the vault, read where the vault is out of reach')
    .option('--accelerate', 'reach the buckets over S3 Transfer Acceleration')
    .option('--identity <file>', 'age identities that decrypt an encrypted vault')
    .option('--json', 'print exactly one JSON object')
    .option('--no-color', 'no colours')
    .option('--profile <name>', 'profile of the AWS configuration files')
    .option('--verbose', 'print where an error comes from')
    .exitOverride()
    .configureHelp({
      showGlobalOptions: true,
      // Not those of a command round another one: `runs show` has no --limit.
      visibleGlobalOptions: (command) => (command.parent === null ? [] : [...program.options]),
    })
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => world.stdout.columns ?? PLAIN_WIDTH,
      getErrHelpWidth: () => world.stderr.columns ?? PLAIN_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
  program.addHelpText('after', `\n${ENVIRONMENT}\n\n${exitCodeHelp()}`)
  for (const makeCommand of COMMANDS) program.addCommand(makeCommand(perform))
  settle(program)
  return program
}

/** Gives every command below one the settings and the last lines of the program, and `help` where there are several. */
function settle(command: Command): void {
  if (command.commands.length > 0) command.addCommand(helpCommand(command))
  for (const inner of command.commands) {
    settle(inner.copyInheritedSettings(command).addHelpText('after', `\n${exitCodeHelp()}`))
  }
}
