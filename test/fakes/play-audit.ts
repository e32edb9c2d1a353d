import { readFileSync } from 'node:fs'
import { StateMachine } from 'aws-local-stepfunctions'
import type { AuditPorts, ReportAuditPorts } from '../../shared/audit/audit-ports.ts'
import { planAudit } from '../../shared/audit/plan-audit.ts'
import type { Until } from '../../shared/audit/read-blobs.ts'
import { readShard } from '../../shared/audit/read-shard.ts'
import { reportAudit } from '../../shared/audit/report-audit.ts'
import { HashBlobsEvent, PlanAuditEvent, ReportAuditEvent } from '../../shared/audit/requests.ts'

const DEFINITION = readFileSync(new URL('../../state-machines/audit.asl.json', import.meta.url), 'utf8')

type Json = Exclude<Parameters<StateMachine['run']>[0], undefined>
type Definition = ConstructorParameters<typeof StateMachine>[0]
type Step = (event: unknown) => Promise<unknown>

/** What the steps touch. */
export interface PlayedAuditPorts {
  /** Opened anew for each step, as a new instance of a function would. */
  readonly ports: () => AuditPorts
  readonly reporting: Pick<ReportAuditPorts, 'metrics' | 'account' | 'alerts'>
  /** Until when a step may go on. */
  readonly limit: () => Until
}

/** How an execution went, and the states that were entered; those of shards run side by side. */
export interface PlayedAudit {
  readonly status: 'SUCCEEDED' | 'FAILED'
  readonly entered: readonly string[]
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
  overrides: Readonly<Record<string, Step>> = {},
): Promise<PlayedAudit> {
  const machine = new StateMachine(
    JSON.parse(
      DEFINITION.replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1'),
    ) as Definition,
  )
  const wired = { ...steps(played), ...overrides }
  const handlers = Object.entries(wired).map(([state, step]) => [
    state,
    async (event: Json) => JSON.parse(JSON.stringify((await step(event)) ?? null)) as Json,
  ])
  const StartTime = played.ports().clock.now().toISOString()
  const execution = machine.run(
    {},
    {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(handlers) as Record<
          string,
          (event: Json) => Promise<Json>
        >,
        retryIntervalOverrides: Object.fromEntries(Object.keys(wired).map((state) => [state, 0])),
      },
      context: { Execution: { Id: `arn:${name}`, Name: name, StartTime, Input: {} } },
    },
  )
  const ended = execution.result.then(
    () => 'SUCCEEDED' as const,
    () => 'FAILED' as const,
  )
  const entered: string[] = []
  for await (const event of execution.eventLogs) {
    if (event.type === 'StateEntered') entered.push(event.state.name)
  }
  return { status: await ended, entered }
}

function steps({ ports, reporting, limit }: PlayedAuditPorts): Record<string, Step> {
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
