import type { RestoreId } from '../model/restore.ts'
import { RestoreOutcome } from '../model/restore.ts'
import { outcomeKey } from '../vault/restore-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import type { ApplyOptions } from './apply-restore.ts'
import { applyRestore } from './apply-restore.ts'
import { keepOutcome } from './keep-outcome.ts'
import type { RestorePorts } from './restore-ports.ts'
import { verifyRestore } from './verify-restore.ts'

/**
 * What follows once everything is created: verifies, makes live what is clean, and verifies that too. An item that
 * failed, or is not as it should be, does not keep the others from becoming live. Can be called again after a crash or
 * a pause.
 *
 * @returns `restored` when all is verified; `failed` when a step failed; `unclean` when something differs; `paused`
 * @throws as applyRestore and verifyRestore
 */
export async function completeRestore(
  ports: RestorePorts,
  restoreId: RestoreId,
  options: Omit<ApplyOptions, 'phase' | 'items'> = {},
): Promise<RestoreOutcome> {
  const before = await findDocument(ports.store, RestoreOutcome, outcomeKey(restoreId))
  const created = await verifyRestore(ports, restoreId, 'create')
  const clean = created.items.filter(({ verdict }) => verdict === 'clean').map(({ item }) => item)
  const enabled = await applyRestore(ports, restoreId, { ...options, phase: 'enable', items: new Set(clean) })
  if (enabled.state === 'paused') return enabled
  const { verdict, items } = await verifyRestore(ports, restoreId, 'enable')
  // What failed and still does is told again: nobody asked for it meanwhile.
  const open = items.filter(({ failure }) => failure !== undefined).map(({ item }) => item)
  const earlier = (before?.failures ?? []).filter(({ item }) => open.includes(item))
  const failures = [...enabled.failures, ...earlier]
  const state = failures.length > 0 ? 'failed' : verdict === 'clean' ? 'restored' : 'unclean'
  return await keepOutcome(ports.store, { ...enabled, failures, state })
}

/**
 * A whole restore from its plan to its verdict: what the command line calls.
 *
 * @throws as applyRestore and verifyRestore
 */
export async function carryOutRestore(
  ports: RestorePorts,
  restoreId: RestoreId,
  options: Omit<ApplyOptions, 'phase' | 'items'> = {},
): Promise<RestoreOutcome> {
  const applied = await applyRestore(ports, restoreId, { ...options, phase: 'create' })
  return applied.state === 'paused' ? applied : await completeRestore(ports, restoreId, options)
}
