import { planAudit } from '../shared/audit/plan-audit.ts'
import { PlanAuditEvent } from '../shared/audit/requests.ts'
import { planAuditWorld } from '../shared/runtime/audit-world.ts'
import { door } from '../shared/runtime/door.ts'

/** Begins an audit: chooses what of the vault it reads. Woken by `PlanAudit` in state-machines/audit.asl.json. */
export const handler = door(planAuditWorld, PlanAuditEvent, async (world, event) => {
  const { auditId, startedAt, executionArn } = event
  const audit = { auditId, startedAt }
  return { audit, ...(await planAudit(world, audit, executionArn)) }
})
