import { NotFoundError } from '../../shared/errors.ts'
import { EDGE_REGION, EDGE_ZONE } from '../../shared/model/edge.ts'
import { RestorePlan } from '../../shared/model/restore.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import { Journal } from '../../shared/restore/journal.ts'
import type { RestorePorts } from '../../shared/restore/restore-ports.ts'
import { restorePlanKey } from '../../shared/vault/restore-layout.ts'
import { readDocument } from '../../shared/vault/stored-documents.ts'
import { CommandError } from '../command-error.ts'
import { openVaultStore } from '../find-run.ts'
import type { Session } from '../session.ts'
import type { StepState } from './plan-text.ts'
import type { RestoreOptions } from './restore-options.ts'
import { openTarget } from './target.ts'

/** A restore that the vault has a plan of, and how far it came. */
export interface KnownRestore {
  readonly plan: RestorePlan
  /** By id of the step; of those that were begun. */
  readonly states: ReadonlyMap<string, StepState>
}

/** Reads what the vault knows of a restore; asks nothing of AWS. @throws CommandError when it knows none of that id */
export async function findRestore(session: Session, restoreId: string): Promise<KnownRestore> {
  const store = await openVaultStore(session)
  const plan = await readPlan(store, restoreId)
  const { begun, done, undone } = await Journal.open({ store, clock: session.world.clock }, restoreId)
  const states = new Map<string, StepState>()
  for (const id of begun.keys()) states.set(id, 'begun')
  for (const id of done.keys()) states.set(id, 'done')
  for (const id of undone.keys()) states.set(id, 'undone')
  return { plan, states }
}

async function readPlan(store: ObjectStore, restoreId: string): Promise<RestorePlan> {
  try {
    return await readDocument(store, RestorePlan, restorePlanKey(restoreId))
  } catch (cause) {
    if (!(cause instanceof NotFoundError)) throw cause
    const what = `The vault ${store.url} has no restore ${restoreId}.`
    const advice = 'Give the id that the restore printed; each is a folder under restores/ in the vault.'
    throw new CommandError({ what, advice, ending: 'nothingFound' }, { cause })
  }
}

/** The way into the account that a known restore goes to. @throws CommandError when the credentials are of another */
export async function openKnown(
  session: Session,
  { plan }: KnownRestore,
  { roleArn, quotaShare, plans }: Pick<RestoreOptions, 'roleArn' | 'quotaShare' | 'plans'>,
): Promise<RestorePorts> {
  const target = plan.items[0]?.target
  const region = target === undefined || target.zone === EDGE_ZONE ? EDGE_REGION : target.zone
  const access = { roleArn, session: plan.request.restoreId, region, quotaShare }
  const ports = await openTarget(session, access, plans)
  if (target === undefined || target.account === ports.account) return ports
  throw new CommandError({
    what: `The restore goes into account ${target.account}, and these credentials are of account ${ports.account}.`,
    advice: 'Name a role of that account with --role-arn, or a profile with --profile.',
    ending: 'usage',
  })
}
