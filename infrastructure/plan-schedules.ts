import type { PlanFile } from '../shared/plans/plan-file.ts'
import { ownRuns } from '../shared/plans/runs-of.ts'

/** How late a run may start, so that not all accounts start theirs in the same minute. */
const WINDOW_MINUTES = 5

type Resources = Readonly<Record<string, unknown>>

/**
 * The part of the template that starts runs and restore tests for one plan alone: a schedule for each that a plan has of
 * its own.
 */
export function planSchedules(file: PlanFile): { readonly Resources: Resources } {
  const all = Object.keys(file.plans).map((name) => ({
    ...runSchedules(file, name),
    ...testSchedule(file, name),
  }))
  return { Resources: Object.assign({}, ...all) as Resources }
}

/** As the schedules of infrastructure/fleet.yml. */
function runSchedules(file: PlanFile, name: string): Resources {
  const own = ownRuns(file.plans[name] ?? {}, file)
  const made = (['quick', 'deep'] as const).flatMap((mode) =>
    own[mode].map(({ expressions: [expression], timeZone }) => [
      `Plan${inPascalCase(name)}${inPascalCase(mode)}Backup`,
      schedule({
        expression,
        timeZone,
        machine: 'BackupStateMachine',
        role: 'SchedulerRole',
        what: `${mode} run for plan ${name}`,
        input: { mode, plan: name },
      }),
    ]),
  )
  return Object.fromEntries(made) as Resources
}

/** As that of infrastructure/restore-test.yml: there only where restores are allowed. */
function testSchedule(file: PlanFile, name: string): Resources {
  const { restoreTests, schedules } = file.plans[name] ?? {}
  if (restoreTests === undefined) return {}
  const start = schedule({
    machine: 'RestoreTestStateMachine',
    role: 'RestoreTestSchedulerRole',
    expression: restoreTests.schedule,
    timeZone: schedules?.timeZone ?? file.schedules.timeZone,
    what: `restore tests of plan ${name}`,
    input: { plan: name },
  })
  return { [`Plan${inPascalCase(name)}RestoreTest`]: { Condition: 'RestoreAllowed', ...start } }
}

interface Start {
  readonly what: string
  readonly expression: string | undefined
  readonly timeZone: string
  readonly machine: string
  readonly role: string
  readonly input: Readonly<Record<string, string>>
}

/** CloudFormation names it: with that of a plan the name could be too long. */
function schedule({ what, expression, timeZone, machine, role, input }: Start): Resources {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Description: `Holdfast, ${what}`,
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: timeZone,
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: WINDOW_MINUTES },
      State: 'ENABLED',
      Target: {
        Arn: { Ref: machine },
        RoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
        Input: JSON.stringify(input),
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
