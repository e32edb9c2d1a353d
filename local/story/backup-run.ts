import { randomUUID } from 'node:crypto'
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { RunReport, ZoneSummary } from '../../shared/model/run.ts'
import type { RunRequest } from '../../shared/runs/begin-run.ts'
import { readReport } from '../../shared/report/store.ts'
import { reportKey } from '../../shared/vault/run-layout.ts'
import type { Alert } from './on-call.ts'
import { alertOf } from './on-call.ts'
import type { Stage } from './stage.ts'
import { until } from './until.ts'

/** Milliseconds that a run may take. Three small regions take seconds; a busy machine is slower. */
const RUN_PATIENCE = 120_000

/** What a run is started with, as the schedules and people do. */
export type RunInput = Pick<RunRequest, 'mode' | 'zones' | 'exclude'>

/** An execution of the backup state machine. */
export interface Execution {
  readonly runId: string
  readonly arn: string
}

/** An execution that ended. */
export interface EndedExecution extends Execution {
  readonly startedAt: string
  readonly status: string
  /** Error of a failed execution. */
  readonly error: string | undefined
}

/** A run that ended with a report. */
export interface FinishedRun extends EndedExecution {
  readonly report: RunReport
  /** Where people find the report's page. */
  readonly page: string
  readonly alert: Alert
}

type RunStage = Pick<Stage, 'clients' | 'stateMachine' | 'store' | 'onCall'>

/** Starts a run of the deployed state machine and waits for its report and for the alert. */
export async function runBackup(stage: RunStage, input: RunInput): Promise<FinishedRun> {
  const ended = await untilEnded(stage, await startRun(stage, input))
  const report = await readReport(stage.store, ended)
  const page = `${stage.store.url}/${reportKey(ended, 'html')}`
  return { ...ended, report, page, alert: await alertOf(stage.clients, stage.onCall, ended.runId) }
}

export async function startRun(
  { clients, stateMachine }: Pick<RunStage, 'clients' | 'stateMachine'>,
  input: Partial<RunInput>,
): Promise<Execution> {
  const runId = `run-${randomUUID().slice(0, 8)}`
  const { executionArn = '' } = await clients.stateMachines.send(
    new StartExecutionCommand({ stateMachineArn: stateMachine, name: runId, input: JSON.stringify(input) }),
  )
  return { runId, arn: executionArn }
}

export async function untilEnded(
  { clients }: Pick<RunStage, 'clients'>,
  { runId, arn }: Execution,
): Promise<EndedExecution> {
  const look = async () => {
    const execution = await clients.stateMachines.send(new DescribeExecutionCommand({ executionArn: arn }))
    const { status = '', startDate = new Date(0), error } = execution
    return status === 'RUNNING'
      ? undefined
      : { runId, arn, startedAt: startDate.toISOString(), status, error }
  }
  return until(`the end of run ${runId}`, look, RUN_PATIENCE)
}

/** One zone of a report. @throws Error when it is not there */
export function zoneOf({ report }: Pick<FinishedRun, 'report'>, zone: string): ZoneSummary {
  const found = report.zones.find((one) => one.zone === zone)
  if (found === undefined) throw new Error(`${zone} is not in the report`)
  return found
}

/** One zone of a report, for people. */
export function zoneLine({ zone, state, found, captured, unchanged, failure }: ZoneSummary): string {
  if (failure !== undefined) return `${zone}: ${state} (${failure.error})`
  return `${zone}: ${found} found, ${captured} captured, ${unchanged} unchanged`
}

/** What somebody on call reads. */
export function tellAlert({ say }: Pick<Stage, 'say'>, { subject, lines }: Alert): void {
  say(`people are told: ${subject}`)
  for (const line of lines) say(`  | ${line}`)
}
