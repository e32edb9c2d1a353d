import type { AuditPorts } from '../audit-ports.ts'
import type { Seen } from '../seen.ts'
import { none } from '../seen.ts'
import type { RetentionFacts } from './retention-fact.ts'

export async function readRetention(_ports: Pick<AuditPorts, 'store'>): Promise<Seen<RetentionFacts>> {
  return none('Retention has not run here.')
}
