import { Command } from 'commander'
import * as z from 'zod'
import type { RunReport } from '../../shared/model/run.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import { reportHtml } from '../../shared/report/html.ts'
import { listRuns } from '../../shared/report/run-list.ts'
import { readReport } from '../../shared/report/store.ts'
import { timeText } from '../../shared/report/format.ts'
import { CommandError } from '../command-error.ts'
import { findListedRun, openVaultStore, withLiveState } from '../find-run.ts'
import { refuseWord } from '../help-command.ts'
import { positiveNumber } from '../options.ts'
import { printable } from '../print.ts'
import { runListText, runReportText } from '../run-text.ts'
import { writeTextFile } from '../write-text-file.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const RunsOptions = z.object({ limit: z.number() })
const ShowRunOptions = z.object({ html: z.string().optional() })

/** Runs that are listed unless --limit says otherwise. */
const DEFAULT_LIMIT = 20

export function runsCommand(perform: Perform): Command {
  return (
    new Command('runs')
      .summary('list the runs, and show their reports')
      .description('Lists the backup runs that the vault knows of, newest first.')
      .option('--limit <number>', 'only so many, the newest ones', positiveNumber, DEFAULT_LIMIT)
      // What stands here is no command that there is.
      .argument('[word]')
      .usage('[options] [command]')
      .action(async (word: string | undefined, options: unknown, command: Command) => {
        if (word !== undefined) refuseWord(command, word)
        await perform((session) => listAll(session, RunsOptions.parse(options).limit))
      })
      .addCommand(showRunCommand(perform))
  )
}

function showRunCommand(perform: Perform): Command {
  return new Command('show')
    .summary('show the report of one run')
    .description('Shows what one run found, captured and failed to capture.')
    .argument('<run>', 'id of the run')
    .option('--html <file>', 'write the report as a web page that needs nothing else')
    .action((runId: string, options: unknown) =>
      perform((session) => showRun(session, runId, ShowRunOptions.parse(options).html)),
    )
}

async function listAll(session: Session, limit: number): Promise<CommandResult> {
  const store = await openVaultStore(session)
  const { runs, older } = await listRuns(store, limit)
  const listed = await Promise.all(runs.map((run) => withLiveState(session, store, run)))
  return {
    ending: listed.length === 0 ? 'nothingFound' : 'done',
    json: { vault: store.url, runs: listed, older },
    text: (style) => runListText(style, store.url, { runs: listed, older }),
  }
}

async function showRun(session: Session, runId: string, file: string | undefined): Promise<CommandResult> {
  const store = await openVaultStore(session)
  const report = await findReport(session, store, runId)
  if (file === undefined) {
    return { ending: 'done', json: { report }, text: (style) => runReportText(style, report) }
  }
  await writeTextFile(file, reportHtml(report))
  return { ending: 'done', json: { runId, file }, text: () => `Wrote ${printable(file)}` }
}

async function findReport(session: Session, store: ObjectStore, runId: string): Promise<RunReport> {
  const run = await findListedRun(session, store, runId)
  const { state } = run
  if (state !== 'running' && state !== 'unfinished') return await readReport(store, run)
  const since = `started at ${timeText(run.startedAt)}`
  throw new CommandError({
    what: `Run ${runId} has no report: it ${since} and ${state === 'running' ? 'is still running' : 'ended without one'}.`,
    advice:
      state === 'running'
        ? 'Try again when it has ended.'
        : `\`holdfast backup --all --resume ${runId}\` does what is missing; the log of its execution says why it ended.`,
    ending: 'nothingFound',
  })
}
