import type { AuditPorts } from './audit-ports.ts'
import type { AuditEnd, EndedAudit } from './end-audit.ts'
import { endAudit } from './end-audit.ts'
import { planAudit } from './plan-audit.ts'
import type { Until } from './read-blobs.ts'
import { readShard } from './read-shard.ts'

/** How far an audit is. */
export interface AuditProgress {
  readonly step: string
  readonly done: number
  readonly total: number
}

/**
 * A whole audit in one process: what the state machine does, step after step.
 *
 * @param end `controls`: only these; the vault is read only when integrity or encryption is among them
 * @throws VaultUnavailableError when there is no vault
 */
export async function runAudit(
  ports: AuditPorts,
  end: AuditEnd,
  limit: Until,
  onProgress: (progress: AuditProgress) => void = () => undefined,
): Promise<EndedAudit> {
  const { audit, startedBy, controls } = end
  if (controls === undefined || controls.some(({ needs }) => needs.includes('integrity'))) {
    const { shards } = await planAudit(ports, audit, startedBy)
    for (const shard of shards) {
      onProgress({ step: 'reading blobs', done: shard, total: shards.length })
      await readShard(ports, { audit, shard }, limit)
    }
  }
  onProgress({ step: 'judging', done: 0, total: 1 })
  return await endAudit(ports, end, limit)
}
