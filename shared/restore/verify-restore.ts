import { HoldfastError, RestoreRefusedError } from '../errors.ts'
import { failureOf } from '../model/failure-of.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { ItemVerification, RestoreId, RestorePhase, RestoreStep } from '../model/restore.ts'
import { Verification } from '../model/restore.ts'
import { verificationKey } from '../vault/restore-layout.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import { verifierOf } from './kinds.ts'
import { regionScopes } from './region-scopes.ts'
import type { RestorePorts } from './restore-ports.ts'
import { RestoreRun } from './restore-run.ts'
import { runItems } from './run-items.ts'
import type { ItemToVerify } from './verify-item.ts'

/**
 * Reads everything back that a restore made, and compares it with the points under the map: code by its hash, every
 * other member by its value. Changes nothing but its own record in the vault.
 *
 * @param phase after which phase of the plan
 * @throws NotFoundError when there is no such plan
 */
export async function verifyRestore(
  ports: RestorePorts,
  restoreId: RestoreId,
  phase: RestorePhase,
): Promise<Verification> {
  const run = await RestoreRun.open(ports, restoreId)
  const since = ports.clock.now()
  const earlier =
    phase === 'enable'
      ? await findDocument(ports.store, Verification, verificationKey(restoreId, 'create'))
      : undefined
  const items: ItemVerification[] = []
  const scopeOf = regionScopes(ports, run.plan.items.length)
  await runItems(run.plan, 'forwards', async (steps, index) => {
    const item = run.plan.items[index]
    if (item === undefined) return
    items[index] =
      known(earlier?.items[index], steps) ??
      (await attempt(ports, { run, item, index, phase, since, scopeOf }))
  })
  const verification: Verification = {
    format: FORMAT_VERSION,
    phase,
    at: ports.clock.now().toISOString(),
    verdict: items.every(({ verdict }) => verdict === 'clean') ? 'clean' : 'failed',
    items,
  }
  await putDocument(ports.store, Verification, verification, verificationKey(restoreId, phase))
  return verification
}

/** What was not made live is as it was when it was verified; what was not clean then is not made live. */
function known(
  earlier: ItemVerification | undefined,
  steps: readonly RestoreStep[],
): ItemVerification | undefined {
  const isLive = earlier?.verdict === 'clean' && steps.some(({ phase }) => phase === 'enable')
  return isLive ? undefined : earlier
}

async function attempt(ports: RestorePorts, one: ItemToVerify): Promise<ItemVerification> {
  try {
    refuseUnfinished(one)
    return await verifierOf(await one.run.point(one.item.point))(ports, one)
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    const {
      index: item,
      item: { target },
    } = one
    return { item, target, verdict: 'failed', differences: [], hashed: {}, failure: failureOf(error) }
  }
}

function refuseUnfinished({ run, index, phase }: ItemToVerify): void {
  const open = run.plan.steps.find(
    (step) =>
      step.item === index &&
      (step.phase === 'create' || phase === 'enable') &&
      !run.journal.done.has(step.id),
  )
  if (open === undefined) return
  throw new RestoreRefusedError(`It is not complete: step ${open.id} (${open.what}) is not done.`, {
    evidence: { step: open.id, action: open.action },
  })
}
