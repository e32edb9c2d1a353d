import { FORMAT_VERSION } from '../model/manifest.ts'
import type { PlanTally, PlannedVerdict, RetentionRun } from '../model/retention-run.ts'
import { PlanProgress, RetentionPlan } from '../model/retention-run.ts'
import type { ResourcePlan } from '../retention/plan-retention.ts'
import { planPrune } from '../retention/prune.ts'
import { readVaultRecord } from '../vault/gate.ts'
import { pointsPrefix } from '../vault/layout.ts'
import { planProgressKey, retentionPlanKey } from '../vault/retention-run-layout.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import type { PlanningPorts } from './retention-ports.ts'
import { writeVerdicts } from './verdict-parts.ts'

/** Verdicts of one part: a few megabytes in memory, some hundred kilobytes in the vault. */
const PART = 20_000

/**
 * Begins a run of retention: decides for every manifest of the vault whether it stays, each resource by its own plan,
 * and writes the verdicts with their reasons into the vault. Nothing is removed. Begun again under the same id it keeps
 * the plan that stands, and goes on with one that was not finished.
 *
 * @returns `undefined` when its time was up before all was decided
 * @throws errors of planRetention
 */
export async function beginRetention(
  ports: PlanningPorts,
  run: RetentionRun,
  until?: Date,
): Promise<RetentionPlan | undefined> {
  const key = retentionPlanKey(run)
  const known = await findDocument(ports.store, RetentionPlan, key)
  if (known !== undefined) return known
  const begun = (await findDocument(ports.store, PlanProgress, planProgressKey(run))) ?? nothingPlanned(ports)
  // Before the first capture there is no vault, and planning must not make one.
  const isVault = (await readVaultRecord(ports.store)) !== undefined
  const decided = isVault ? await decideOn(ports, { run, begun, until }) : begun
  if (decided === undefined) return undefined
  const { after: _, ...rest } = decided
  const plan = { ...rest, run }
  await putDocument(ports.store, RetentionPlan, plan, key)
  ports.log.info('retention is planned', { runId: run.runId, parts: plan.parts, plans: plan.plans })
  return plan
}

function nothingPlanned({ clock }: PlanningPorts): PlanProgress {
  const decidedAt = clock.now().toISOString()
  return { format: FORMAT_VERSION, decidedAt, parts: 0, plans: [], after: '' }
}

interface Deciding {
  readonly run: RetentionRun
  readonly begun: PlanProgress
  readonly until: Date | undefined
}

/**
 * Decides on, resource by resource; how far it came is written down with the parts, at the end of a resource.
 *
 * @returns `undefined` when time was up
 */
async function decideOn(
  ports: PlanningPorts,
  { run, begun, until }: Deciding,
): Promise<PlanProgress | undefined> {
  const tallies = new Map(begun.plans.map((tally) => [tally.plan, tally]))
  let progress = begun
  let pending: PlannedVerdict[] = []
  for await (const resource of planPrune(ports, { rules: ports.rulings, filter: {}, after: begun.after })) {
    count(tallies, resource)
    for (const verdict of verdictsOf(resource)) pending.push(verdict)
    const isUp = until !== undefined && ports.clock.now() >= until
    if (pending.length < PART && !isUp) continue
    const parts = await writeParts(ports, run, progress.parts, pending)
    const after = pointsPrefix(resource.resource)
    progress = { ...progress, parts, plans: [...tallies.values()], after }
    pending = []
    await putDocument(ports.store, PlanProgress, progress, planProgressKey(run))
    if (isUp) return undefined
  }
  const parts = await writeParts(ports, run, progress.parts, pending)
  return { ...progress, parts, plans: [...tallies.values()] }
}

/** Writes verdicts behind the parts that stand. @returns how many parts stand now */
async function writeParts(
  { store }: PlanningPorts,
  run: RetentionRun,
  before: number,
  verdicts: readonly PlannedVerdict[],
): Promise<number> {
  let parts = before
  for (let begin = 0; begin < verdicts.length; begin += PART) {
    parts += 1
    await writeVerdicts(store, run, parts, verdicts.slice(begin, begin + PART))
  }
  return parts
}

function* verdictsOf({ plan, verdicts }: ResourcePlan): Iterable<PlannedVerdict> {
  for (const { point, keep, reasons } of verdicts)
    yield { manifest: point.key, keep, reasons: [...reasons], ...(plan !== undefined && { plan }) }
}

function count(tallies: Map<string | null, PlanTally>, resource: ResourcePlan): void {
  const { verdicts } = resource
  const plan = resource.plan ?? null
  const before = tallies.get(plan) ?? { plan, resources: 0, kept: 0, expires: 0 }
  const kept = verdicts.filter(({ keep }) => keep).length
  tallies.set(plan, {
    ...before,
    resources: before.resources + 1,
    kept: before.kept + kept,
    expires: before.expires + verdicts.length - kept,
  })
}
