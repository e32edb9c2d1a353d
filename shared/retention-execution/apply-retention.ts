import { FORMAT_VERSION } from '../model/manifest.ts'
import type { RetentionRun } from '../model/retention-run.ts'
import { AppliedPart, RetentionPlan } from '../model/retention-run.ts'
import type { Expired, PlannedExpiries } from '../retention/expire-planned.ts'
import { expirePlanned } from '../retention/expire-planned.ts'
import { forgetEnded } from '../retention/forget-ended.ts'
import { purgeExpired } from '../retention/purge.ts'
import { parseManifestKey } from '../vault/layout.ts'
import { appliedKey, retentionPlanKey } from '../vault/retention-run-layout.ts'
import { findDocument, putDocument, readDocument } from '../vault/stored-documents.ts'
import type { ApplyingPorts } from './retention-ports.ts'
import { readVerdicts } from './verdict-parts.ts'

/** Expiries between two looks at the clock. */
const CHUNK = 500

/** How far applying came. */
export interface Applying {
  readonly done: boolean
  /** Expired manifests that were removed for good, by all calls together. */
  readonly purged: number
}

/**
 * Carries a plan out: what it lets expire and is judged the same way once more expires; then what expired longer ago
 * than the grace period is removed for good, and what people know of what ended long ago. Stops when its time is up; called again, also after it was killed, it goes on.
 *
 * @param before what an earlier call gave back
 * @throws NotFoundError when there is no plan; errors of expirePlanned
 */
export async function applyRetention(
  ports: ApplyingPorts,
  { run, before }: { readonly run: RetentionRun; readonly before: Applying },
  until?: Date,
): Promise<Applying> {
  const { parts } = await readDocument(ports.store, RetentionPlan, retentionPlanKey(run))
  const isUp = () => until !== undefined && ports.clock.now() >= until
  for (let part = 1; part <= parts; part += 1) {
    if ((await findDocument(ports.store, AppliedPart, appliedKey(run, part))) !== undefined) continue
    if (!(await applyPart(ports, { run, part }, isUp))) return { ...before, done: false }
  }
  const { purged, done } = await purgeExpired(
    ports.store,
    new Date(ports.clock.now().getTime() - ports.grace),
    isUp,
  )
  return { done: done && (await forgetEnded(ports, isUp)).done, purged: before.purged + purged }
}

/** @returns whether the part is done, and its record stands */
async function applyPart(
  ports: ApplyingPorts,
  { run, part }: { readonly run: RetentionRun; readonly part: number },
  isUp: () => boolean,
): Promise<boolean> {
  const request = { rules: ports.rulings, expiredAt: ports.clock.now() }
  const results: Expired[] = []
  for (const chunk of chunksOf(await readExpiries(ports, run, part))) {
    if (isUp()) return false
    results.push(await expirePlanned(ports, chunk, request))
  }
  const expired = results.reduce((sum, one) => sum + one.expired, 0)
  const spared = results.flatMap((one) => one.spared)
  const record = { format: FORMAT_VERSION, expired, spared } as const
  await putDocument(ports.store, AppliedPart, record, appliedKey(run, part))
  ports.log.info('a part of the plan is carried out', {
    runId: run.runId,
    part,
    expired,
    spared: spared.length,
  })
  return true
}

/** What a part lets expire, by resource; verdicts of one resource follow each other. */
async function readExpiries(
  { store }: Pick<ApplyingPorts, 'store'>,
  run: RetentionRun,
  part: number,
): Promise<readonly PlannedExpiries[]> {
  const byPath = new Map<string, { resource: PlannedExpiries['resource']; manifests: string[] }>()
  for await (const { manifest, keep } of readVerdicts(store, run, part)) {
    const place = keep ? undefined : parseManifestKey(manifest)
    if (place === undefined) continue
    const path = manifest.slice(0, manifest.lastIndexOf('/'))
    const known = byPath.get(path) ?? { resource: place.resource, manifests: [] }
    known.manifests.push(manifest)
    byPath.set(path, known)
  }
  return [...byPath.values()]
}

/** Resources together, as many as have so many expiries. */
function* chunksOf(expiries: readonly PlannedExpiries[]): Iterable<readonly PlannedExpiries[]> {
  let chunk: PlannedExpiries[] = []
  let count = 0
  for (const one of expiries) {
    chunk.push(one)
    count += one.manifests.length
    if (count < CHUNK) continue
    yield chunk
    chunk = []
    count = 0
  }
  if (chunk.length > 0) yield chunk
}
