import type { AuditRef, PartsRecord } from '../model/audit.ts'
import { AuditPlan, PartsRecord as PartsSchema } from '../model/audit.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { PARTS_KEY, auditPlanKey } from '../vault/audit-layout.ts'
import { readVaultRecord } from '../vault/gate.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import { VaultUnavailableError } from '../errors.ts'
import type { AuditPorts } from './audit-ports.ts'
import { chooseParts, recordChoice, shardsOf } from './choose-parts.ts'

/**
 * Begins an audit: chooses what of the vault it reads, and writes that down. Begun again, it keeps what it chose.
 *
 * @param startedBy ARN or name
 * @returns numbers of its shards
 * @throws VaultUnavailableError when there is no vault
 */
export async function planAudit(
  { store, clock }: Pick<AuditPorts, 'store' | 'clock'>,
  audit: AuditRef,
  startedBy: string,
): Promise<{ readonly shards: readonly number[] }> {
  if ((await readVaultRecord(store)) === undefined)
    throw new VaultUnavailableError(`There is no vault at ${store.url}`, { evidence: { url: store.url } })
  const plan = (await findPlan(store, audit)) ?? (await newPlan({ store, clock }, audit, startedBy))
  return { shards: plan.shards.map((_, shard) => shard) }
}

/** What an audit set out for; `undefined` when it failed before that. @throws ManifestInvalidError */
export async function findPlan(store: AuditPorts['store'], audit: AuditRef): Promise<AuditPlan | undefined> {
  return await findDocument(store, AuditPlan, auditPlanKey(audit))
}

/** When each part was read last; `undefined` before the first audit. @throws ManifestInvalidError */
export async function findParts(store: Pick<AuditPorts['store'], 'load'>): Promise<PartsRecord | undefined> {
  return await findDocument(store, PartsSchema, PARTS_KEY)
}

async function newPlan(
  { store, clock }: Pick<AuditPorts, 'store' | 'clock'>,
  audit: AuditRef,
  startedBy: string,
): Promise<AuditPlan> {
  const now = clock.now()
  const record = await findParts(store)
  const shards = shardsOf(chooseParts(record, now))
  const plan = { format: FORMAT_VERSION, ...audit, startedBy, shards } satisfies AuditPlan
  await putDocument(store, AuditPlan, plan, auditPlanKey(audit))
  await putDocument(store, PartsSchema, recordChoice(record, now), PARTS_KEY)
  return plan
}
