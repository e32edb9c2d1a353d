import type { AuditPorts, ReportAuditPorts } from '../../shared/audit/audit-ports.ts'
import { planAudit } from '../../shared/audit/plan-audit.ts'
import type { Until } from '../../shared/audit/read-blobs.ts'
import { readShard } from '../../shared/audit/read-shard.ts'
import { reportAudit } from '../../shared/audit/report-audit.ts'
import { HashBlobsEvent, PlanAuditEvent, ReportAuditEvent } from '../../shared/audit/requests.ts'
import type { PlayedMachine, Steps } from './play-machine.ts'
import { playMachine } from './play-machine.ts'

/** What the steps touch. */
export interface PlayedAuditPorts {
  /** Opened anew for each step, as a new instance of a function would. */
  readonly ports: () => AuditPorts
  readonly reporting: Pick<
    ReportAuditPorts,
    'metrics' | 'account' | 'alerts' | 'areRunsWatched' | 'areCopiesWatched' | 'deployment'
  >
  /** Until when a step may go on. */
  readonly limit: () => Until
}

/**
 * Plays state-machines/audit.asl.json, interpreted as it is, with what functions/ wires behind the steps and everything
 * that they touch in memory. Pauses between retries are left out.
 *
 * @param overrides replaces a step, to make it fail
 */
export async function playAudit(
  played: PlayedAuditPorts,
  name = 'audit-1',
  overrides: Steps = {},
): Promise<PlayedMachine> {
  const startedAt = played.ports().clock.now().toISOString()
  return await playMachine('audit', { ...steps(played), ...overrides }, { name, startedAt })
}

function steps({ ports, reporting, limit }: PlayedAuditPorts): Steps {
  return {
    PlanAudit: async (input) => {
      const { auditId, startedAt, executionArn } = PlanAuditEvent.parse(input)
      const audit = { auditId, startedAt }
      return { audit, ...(await planAudit(ports(), audit, executionArn)) }
    },
    HashBlobs: (input) => readShard(ports(), HashBlobsEvent.parse(input), limit()),
    ReportAudit: async (input) => {
      const { state } = await reportAudit(
        { ...ports(), ...reporting },
        ReportAuditEvent.parse(input),
        limit(),
      )
      return { state }
    },
  }
}
