import { RestoreOutcome } from '../model/restore.ts'
import { outcomeKey } from '../vault/restore-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import { keepOutcome } from './keep-outcome.ts'
import type { RestorePorts } from './restore-ports.ts'
import type { RestoreRun } from './restore-run.ts'

/**
 * Writes down that a restore is worked on again, of which people may know already how it ended: before anything is done,
 * because the journal says so only afterwards, of a step that it has as begun and of one that is taken back.
 */
export async function takeUpAgain(
  { store, clock }: Pick<RestorePorts, 'store' | 'clock'>,
  run: RestoreRun,
): Promise<void> {
  const { restoreId } = run.plan.request
  const before = await findDocument(store, RestoreOutcome, outcomeKey(restoreId))
  const outcome = before ?? run.outcome('paused')
  await keepOutcome(store, { ...outcome, state: 'paused', at: clock.now().toISOString() })
}
