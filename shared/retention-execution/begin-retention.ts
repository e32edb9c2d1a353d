import { FORMAT_VERSION } from '../model/manifest.ts'
import type { PlanTally, PlannedVerdict, RetentionRun } from '../model/retention-run.ts'
import { RetentionPlan } from '../model/retention-run.ts'
import type { ResourcePlan } from '../retention/plan-retention.ts'
import { planPrune } from '../retention/prune.ts'
import { readVaultRecord } from '../vault/gate.ts'
import { retentionPlanKey } from '../vault/retention-run-layout.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import type { PlanningPorts } from './retention-ports.ts'
import { writeVerdicts } from './verdict-parts.ts'

/** Verdicts of one part: a few megabytes in memory, some hundred kilobytes in the vault. */
const PART = 20_000

/**
 * Begins a run of retention: decides for every manifest of the vault whether it stays, each resource by its own plan,
 * and writes the verdicts with their reasons into the vault. Nothing is removed. Begun again under the same id it keeps
 * the plan that stands, or makes it anew if that was not finished.
 *
 * @throws errors of planRetention
 */
export async function beginRetention(ports: PlanningPorts, run: RetentionRun): Promise<RetentionPlan> {
  const key = retentionPlanKey(run)
  const known = await findDocument(ports.store, RetentionPlan, key)
  if (known !== undefined) return known
  const decidedAt = ports.clock.now().toISOString()
  // Before the first capture there is no vault, and planning must not make one.
  const isVault = (await readVaultRecord(ports.store)) !== undefined
  const parts = isVault ? await writePlan(ports, run) : { parts: 0, plans: [] }
  const plan = { format: FORMAT_VERSION, run, decidedAt, ...parts } as const
  await putDocument(ports.store, RetentionPlan, plan, key)
  ports.log.info('retention is planned', { runId: run.runId, parts: plan.parts, plans: plan.plans })
  return plan
}

async function writePlan(
  ports: PlanningPorts,
  run: RetentionRun,
): Promise<Pick<RetentionPlan, 'parts' | 'plans'>> {
  const tallies = new Map<string | undefined, PlanTally>()
  let parts = 0
  let pending: PlannedVerdict[] = []
  const write = async () => {
    parts += 1
    await writeVerdicts(ports.store, run, parts, pending)
    pending = []
  }
  for await (const resource of planPrune(ports, { rules: ports.rulings, filter: {} })) {
    count(tallies, resource)
    for (const verdict of verdictsOf(resource)) {
      pending.push(verdict)
      if (pending.length === PART) await write()
    }
  }
  if (pending.length > 0) await write()
  return { parts, plans: [...tallies.values()] }
}

function* verdictsOf({ plan, verdicts }: ResourcePlan): Iterable<PlannedVerdict> {
  for (const { point, keep, reasons } of verdicts)
    yield { manifest: point.key, keep, reasons: [...reasons], ...(plan !== undefined && { plan }) }
}

function count(tallies: Map<string | undefined, PlanTally>, { plan, verdicts }: ResourcePlan): void {
  const before = tallies.get(plan) ?? { plan: plan ?? null, resources: 0, kept: 0, expires: 0 }
  const kept = verdicts.filter(({ keep }) => keep).length
  tallies.set(plan, {
    ...before,
    resources: before.resources + 1,
    kept: before.kept + kept,
    expires: before.expires + verdicts.length - kept,
  })
}
