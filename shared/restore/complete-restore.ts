import type { RestoreId, RestoreOutcome } from '../model/restore.ts'
import type { ApplyOptions } from './apply-restore.ts'
import { applyRestore } from './apply-restore.ts'
import { keepOutcome } from './keep-outcome.ts'
import type { RestorePorts } from './restore-ports.ts'
import { verifyRestore } from './verify-restore.ts'

/**
 * What follows once everything is created: verifies, makes it live when it is clean, and verifies that too. Can be
 * called again after a crash or a pause.
 *
 * @returns `restored`, or `unclean` when something differs; `paused` and `failed` as applyRestore
 * @throws as applyRestore and verifyRestore
 */
export async function completeRestore(
  ports: RestorePorts,
  restoreId: RestoreId,
  options: Omit<ApplyOptions, 'phase'> = {},
): Promise<RestoreOutcome> {
  const created = await verifyRestore(ports, restoreId, 'create')
  const enabled = await applyRestore(
    ports,
    restoreId,
    created.verdict === 'clean' ? { ...options, phase: 'enable' } : { phase: 'create' },
  )
  if (created.verdict === 'failed') return await keepOutcome(ports.store, { ...enabled, state: 'unclean' })
  if (enabled.state !== 'applied') return enabled
  const { verdict } = await verifyRestore(ports, restoreId, 'enable')
  return await keepOutcome(ports.store, { ...enabled, state: verdict === 'clean' ? 'restored' : 'unclean' })
}

/**
 * A whole restore from its plan to its verdict: what the command line calls.
 *
 * @throws as applyRestore and verifyRestore
 */
export async function carryOutRestore(
  ports: RestorePorts,
  restoreId: RestoreId,
  options: Omit<ApplyOptions, 'phase'> = {},
): Promise<RestoreOutcome> {
  const applied = await applyRestore(ports, restoreId, { ...options, phase: 'create' })
  return applied.state === 'applied' ? await completeRestore(ports, restoreId, options) : applied
}
