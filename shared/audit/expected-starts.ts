import type { ExpectedStart } from '../model/audit.ts'
import { ExpectedRecord } from '../model/audit.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { deploymentParameters } from '../plans/deployment-parameters.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import { EXPECTED_KEY } from '../vault/audit-layout.ts'
import { putDocument } from '../vault/stored-documents.ts'
import type { AuditPorts, DeployedSchedules } from './audit-ports.ts'
import { findRecord } from './find-record.ts'

/** What should start by itself, and by which schedule; what no schedule starts is not there. */
export type ExpectedStarts = ExpectedRecord['starts']

/** What retention runs by where nothing else is said: the default of the parameter RetentionSchedule. */
const DAILY_RETENTION = 'cron(0 6 ? * * *)'

/**
 * What should start. A deployment says it, and it is written down since when: a schedule counts from the audit that saw
 * it first, so that nothing is late which was asked for a moment ago. By hand it is what the deployment wrote; where
 * there is none, what the plan file says, and since when is not known.
 *
 * @throws HoldfastError when the vault cannot be read or written
 */
export async function expectedStarts({
  store,
  plans,
  schedules,
  clock,
  log,
}: Pick<AuditPorts, 'store' | 'plans' | 'schedules' | 'clock' | 'log'>): Promise<ExpectedStarts> {
  const known = (await findRecord({ store, log }, ExpectedRecord, EXPECTED_KEY))?.starts
  if (schedules === undefined) return known ?? startsOf(schedulesIn(plans), undefined)
  const starts = startsOf(schedules, clock.now(), known)
  if (JSON.stringify(starts) !== JSON.stringify(known))
    await putDocument(store, ExpectedRecord, { format: FORMAT_VERSION, starts }, EXPECTED_KEY)
  return starts
}

function startsOf(
  { timeZone, ...expressions }: DeployedSchedules,
  now: Date | undefined,
  known: ExpectedStarts = {},
): ExpectedStarts {
  const start = (name: keyof ExpectedStarts, expression: string): ExpectedStart => {
    const before = known[name]
    if (before?.expression === expression && before.timeZone === timeZone) return before
    return { expression, timeZone, ...(now !== undefined && { since: now.toISOString() }) }
  }
  const { quick, deep, retention, restoreTests, copies } = expressions
  return {
    quick: start('quick', quick),
    deep: start('deep', deep),
    retention: start('retention', retention),
    ...(restoreTests !== undefined && { restoreTests: start('restoreTests', restoreTests) }),
    ...(copies !== undefined && { copies: start('copies', copies) }),
  }
}

/** As a deployment would be made with the file, and without further parameters. */
function schedulesIn(plans: PlanFile): DeployedSchedules {
  const { RetentionSchedule, RestoreTestSchedule } = deploymentParameters(plans)
  return {
    ...plans.schedules,
    retention: RetentionSchedule ?? DAILY_RETENTION,
    restoreTests: RestoreTestSchedule,
    // Where a copy is, and whether there is one, the file does not say.
    copies: undefined,
  }
}
