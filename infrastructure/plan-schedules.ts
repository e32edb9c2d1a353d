import type { RunMode } from '../shared/model/run.ts'
import type { PlanFile } from '../shared/plans/plan-file.ts'
import { ownRuns } from '../shared/plans/runs-of.ts'

/** How late a run may start, so that not all accounts start theirs in the same minute. */
const WINDOW_MINUTES = 5

/** The part of the template that starts runs for one plan alone: a schedule for each that a plan has of its own. */
export function planSchedules(file: PlanFile): { readonly Resources: Readonly<Record<string, unknown>> } {
  const schedules = Object.entries(file.plans).flatMap(([name, plan]) => {
    const own = ownRuns(plan, file)
    return (['quick', 'deep'] as const).flatMap((mode) =>
      own[mode].map(({ expressions: [expression], timeZone }) => [
        `Plan${inPascalCase(name)}${inPascalCase(mode)}Backup`,
        schedule({ name, mode, expression, timeZone }),
      ]),
    )
  })
  return { Resources: Object.fromEntries(schedules) as Readonly<Record<string, unknown>> }
}

interface PlanStart {
  readonly name: string
  readonly mode: RunMode
  readonly expression: string | undefined
  readonly timeZone: string
}

/** As the schedules of infrastructure/fleet.yml. CloudFormation names it: with that of a plan the name could be too long. */
function schedule({ name, mode, expression, timeZone }: PlanStart): unknown {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Description: `Holdfast, ${mode} run for plan ${name}`,
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: timeZone,
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: WINDOW_MINUTES },
      State: 'ENABLED',
      Target: {
        Arn: { Ref: 'BackupStateMachine' },
        RoleArn: { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] },
        Input: JSON.stringify({ mode, plan: name }),
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['SchedulerDeadLetters', 'Arn'] } },
      },
    },
  }
}

/** `pay-roll` is `PayDashroll`, as osls names functions: logical ids have letters and digits alone. */
function inPascalCase(name: string): string {
  return name.replaceAll('-', 'Dash').replace(/^[a-z]/, (letter) => letter.toUpperCase())
}
