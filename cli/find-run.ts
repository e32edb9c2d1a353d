import { NotFoundError, VaultUnavailableError } from '../shared/errors.ts'
import { given } from '../shared/model/members.ts'
import type { RunEntry } from '../shared/model/run.ts'
import type { RunHeader } from '../shared/model/work.ts'
import type { ObjectStore } from '../shared/ports/object-store.ts'
import { findRun } from '../shared/report/run-list.ts'
import { readRunLock } from '../shared/runs/lock.ts'
import { readVaultRecord } from '../shared/vault/gate.ts'
import { CommandError } from './command-error.ts'
import type { ListedRun } from './run-text.ts'
import type { Session } from './session.ts'

/** The objects of a vault that is there: a wrong address must not look like a vault without runs. */
export async function openVaultStore(session: Session): Promise<ObjectStore> {
  const store = session.readStore()
  if ((await readVaultRecord(store)) !== undefined) return store
  throw new VaultUnavailableError(`There is no vault at ${store.url}`, { evidence: { url: store.url } })
}

/** A run by its id, with its state as it is now. @throws CommandError when the vault does not know it */
export async function findListedRun(session: Session, store: ObjectStore, runId: string): Promise<ListedRun> {
  try {
    return await withLiveState(session, store, await findRun(store, runId))
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    const advice = '`holdfast runs` lists the runs that the vault knows of.'
    throw new CommandError({ what: `${error.message}.`, advice, ending: 'nothingFound' }, { cause: error })
  }
}

/** A run without a report goes on only as long as it holds the lock of its account. */
export async function withLiveState(session: Session, store: ObjectStore, run: RunEntry): Promise<ListedRun> {
  if (run.state !== 'running') return run
  const lock = await readRunLock(store, run.account)
  const now = session.world.clock.now()
  const goesOn = lock?.runId === run.runId && now < new Date(lock.expires)
  return { ...run, state: goesOn ? 'running' : 'unfinished' }
}

/**
 * A run to go on with: it was stopped, it died, or it failed as a whole.
 * @throws CommandError when it goes on, has ended, or is of another account
 */
export async function findStoppedRun(
  session: Session,
  store: ObjectStore,
  { account, runId }: { readonly account: string; readonly runId: string },
): Promise<RunHeader> {
  const run = await findListedRun(session, store, runId)
  if (run.account !== account) {
    throw refused(
      `Run ${runId} is of account ${run.account}.`,
      `These are credentials of account ${account}.`,
    )
  }
  if (run.state === 'running') {
    const advice = 'If it was killed, its lock expires within 40 minutes: try again then.'
    throw refused(`Run ${runId} still holds the lock of its account.`, advice)
  }
  if (run.state === 'succeeded' || run.state === 'partly') {
    const advice = '`holdfast backup --all` begins a new one, which reads again what failed.'
    throw refused(`Run ${runId} has ended and has its report.`, advice)
  }
  const { mode, plan, someZones, startedAt } = run
  return { account, runId, mode, ...given({ plan, someZones }), startedAt }
}

function refused(what: string, advice: string): CommandError {
  return new CommandError({ what, advice, ending: 'refused' })
}
