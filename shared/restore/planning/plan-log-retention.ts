import { given, numberOf, textOf } from '../../model/members.ts'
import type { FunctionPlan } from './function-plan.ts'

/** The log group and how long it keeps what is in it. One that keeps it for ever comes by itself. */
export async function planLogRetention(plan: FunctionPlan): Promise<void> {
  const { logGroup } = plan.wanted
  if (!plan.has('log-retention') || !logGroup) return
  const name = textOf(logGroup, 'logGroupName') ?? ''
  const now = await plan.place.surroundings.getLogGroup(name)
  const retentionInDays = numberOf(logGroup, 'retentionInDays')
  if (now !== undefined && numberOf(now, 'retentionInDays') === retentionInDays) return
  const { logGroupClass, kmsKeyId } = logGroup
  plan.step({
    action: 'put-log-retention',
    resource: textOf(logGroup, 'arn') ?? name,
    what: `Have the log group ${name} keep ${retentionInDays === undefined ? 'everything' : `${retentionInDays} days`}`,
    why: 'The point has it so.',
    risk: now === undefined ? 'none' : 'low',
    undo: { can: true, how: 'The retention goes back; a log group that was made stays.' },
    input: { logGroupName: name, ...given({ retentionInDays, logGroupClass, kmsKeyId }) },
  })
}
