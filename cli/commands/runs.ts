import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import * as z from 'zod'
import { NotFoundError, VaultUnavailableError } from '../../shared/errors.ts'
import type { RunEntry, RunReport } from '../../shared/model/run.ts'
import type { ObjectStore } from '../../shared/ports.ts'
import { reportHtml } from '../../shared/report/html.ts'
import { findRun, listRuns } from '../../shared/report/run-list.ts'
import { readReport } from '../../shared/report/store.ts'
import { readRunLock } from '../../shared/runs/lock.ts'
import { readVaultRecord } from '../../shared/vault/gate.ts'
import { timeText } from '../../shared/report/format.ts'
import { CommandError } from '../command-error.ts'
import { positiveNumber } from '../options.ts'
import { printable } from '../print.ts'
import { runListText, runReportText } from '../run-text.ts'
import type { ListedRun } from '../run-text.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const RunsOptions = z.object({ limit: z.number() })
const ShowRunOptions = z.object({ html: z.string().optional() })

/** Runs that are listed unless --limit says otherwise. */
const DEFAULT_LIMIT = 20

export function runsCommand(perform: Perform): Command {
  return new Command('runs')
    .summary('list the runs, and show their reports')
    .description('Lists the backup runs that the vault knows of, newest first.')
    .option('--limit <number>', 'only so many, the newest ones', positiveNumber, DEFAULT_LIMIT)
    .action((options: unknown) => perform((session) => listAll(session, RunsOptions.parse(options).limit)))
    .addCommand(showRunCommand(perform))
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
  await writePage(file, report)
  return { ending: 'done', json: { runId, file }, text: () => `Wrote ${printable(file)}` }
}

/** The objects of a vault that is there: a wrong address must not look like a vault without runs. */
async function openVaultStore(session: Session): Promise<ObjectStore> {
  const store = session.world.openStore(session.vaultUrl())
  if ((await readVaultRecord(store)) !== undefined) return store
  throw new VaultUnavailableError(`There is no vault at ${store.url}`, { evidence: { url: store.url } })
}

async function findReport(session: Session, store: ObjectStore, runId: string): Promise<RunReport> {
  const run = await findListed(store, runId)
  const { state } = await withLiveState(session, store, run)
  if (state !== 'running' && state !== 'unfinished') return await readReport(store, run)
  const since = `started at ${timeText(run.startedAt)}`
  throw new CommandError({
    what: `Run ${runId} has no report: it ${since} and ${state === 'running' ? 'is still running' : 'ended without one'}.`,
    advice: state === 'running' ? 'Try again when it has ended.' : 'The log of its execution says why.',
    ending: 'nothingFound',
  })
}

async function findListed(store: ObjectStore, runId: string): Promise<RunEntry> {
  try {
    return await findRun(store, runId)
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    const advice = '`holdfast runs` lists the runs that the vault knows of.'
    throw new CommandError({ what: `${error.message}.`, advice, ending: 'nothingFound' }, { cause: error })
  }
}

/** A run without a report goes on only as long as it holds the lock of its account. */
async function withLiveState(session: Session, store: ObjectStore, run: RunEntry): Promise<ListedRun> {
  if (run.state !== 'running') return run
  const lock = await readRunLock(store, run.account)
  const now = session.world.clock.now()
  const goesOn = lock?.runId === run.runId && now < new Date(lock.expires)
  return { ...run, state: goesOn ? 'running' : 'unfinished' }
}

async function writePage(file: string, report: RunReport): Promise<void> {
  try {
    await writeFile(file, reportHtml(report))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const advice = 'Name a file in a folder that exists and that you may write to.'
    throw new CommandError(
      { what: `${file} cannot be written: ${reason}.`, advice, ending: 'usage' },
      { cause: error },
    )
  }
}
