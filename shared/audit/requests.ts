import * as z from 'zod'
import { AuditId, AuditRef } from '../model/audit.ts'
import { Instant } from '../model/manifest.ts'
import { CaughtFailure, PossibleFailure } from '../runs/caught-failure.ts'

/** To PlanAudit. */
export const PlanAuditEvent = z.object({
  auditId: AuditId,
  startedAt: Instant,
  executionArn: z.string().min(1),
})

/** To HashBlobs. */
export const HashBlobsEvent = z.object({ audit: AuditRef, shard: z.int().nonnegative() })

/** What `ShardLost` says of a shard that could not be read. */
const LostShard = z.object({ shard: z.int(), failure: CaughtFailure })

/** To ReportAudit: at the end, or from wherever the audit failed. A shard that was lost is a failure of the whole. */
export const ReportAuditEvent = z
  .object({
    ...PlanAuditEvent.shape,
    shards: z.array(z.unknown()),
    failure: PossibleFailure,
  })
  .transform(({ auditId, startedAt, executionArn, shards, failure }) => {
    const lost = shards.flatMap((shard) => LostShard.safeParse(shard).data ?? [])
    return {
      audit: { auditId, startedAt },
      startedBy: executionArn,
      failure: failure ?? lost[0]?.failure,
    }
  })
