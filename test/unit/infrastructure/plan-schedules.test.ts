import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { planSchedules } from '../../../infrastructure/plan-schedules.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import { readPlans } from '../../../shared/plans/read-plans.ts'
import { ChooseEvent } from '../../../shared/restore-test/requests.ts'
import { BeginEvent } from '../../../shared/runs/requests.ts'

const NOW = new Date('2026-11-21T12:00:00.000Z')

function fileOf(text: string): PlanFile {
  const { file, problems } = readPlans(text, NOW)
  if (file === undefined) throw new Error(JSON.stringify(problems))
  return file
}

const FILE = fileOf(readFileSync('test/fixtures/plans/schedules.yml', 'utf8'))

interface Made {
  readonly Properties: {
    readonly ScheduleExpression: string
    readonly ScheduleExpressionTimezone: string
    readonly Target: { readonly Input: string; readonly DeadLetterConfig: unknown }
  }
}

const made = Object.entries(planSchedules(FILE).Resources as Readonly<Record<string, Made>>)
const runs = made.filter(([id]) => id.endsWith('Backup'))

describe('The template', () => {
  test('has a schedule for each that a plan has of its own, and none for others', () => {
    const starts = runs.map(([id, { Properties }]) => [
      id,
      Properties.ScheduleExpression,
      Properties.ScheduleExpressionTimezone,
      JSON.parse(Properties.Target.Input) as unknown,
    ])
    expect(starts).toEqual([
      ['PlanPayDashrollQuickBackup', 'rate(1 hour)', 'Europe/Berlin', { mode: 'quick', plan: 'pay-roll' }],
      ['PlanPayDashrollDeepBackup', 'cron(0 2 ? * * *)', 'Europe/Berlin', { mode: 'deep', plan: 'pay-roll' }],
      ['PlanBankQuickBackup', 'rate(6 hours)', 'UTC', { mode: 'quick', plan: 'bank' }],
    ])
  })

  test('starts runs with what the backup state machine takes, and buries a start that fails', () => {
    for (const [id, { Properties }] of runs) {
      expect(id).toMatch(/^[A-Za-z0-9]{1,255}$/)
      const request = JSON.parse(Properties.Target.Input) as unknown
      expect(BeginEvent.safeParse({ runId: 'run', startedAt: NOW.toISOString(), request }).success).toBe(true)
      expect(Properties.Target.DeadLetterConfig).toEqual({
        Arn: { 'Fn::GetAtt': ['SchedulerDeadLetters', 'Arn'] },
      })
    }
  })

  test('starts the restore tests of a plan where restores are allowed', () => {
    const [[id, test] = ['', undefined], ...more] = made.filter((one) => !runs.includes(one))
    expect([id, more]).toEqual(['PlanBankRestoreTest', []])
    expect(test).toMatchObject({
      Condition: 'RestoreAllowed',
      Properties: {
        ScheduleExpression: 'rate(7 days)',
        Target: { Arn: { Ref: 'RestoreTestStateMachine' }, Input: '{"plan":"bank"}' },
      },
    })
    const request: unknown = JSON.parse(test?.Properties.Target.Input ?? '')
    const event = { runId: 'run', startedAt: NOW.toISOString(), executionArn: 'arn', request }
    expect(ChooseEvent.parse(event).request).toMatchObject({ plan: 'bank' })
    expect(JSON.stringify(test)).not.toContain('secret')
  })

  test('has none where no plan has schedules', () => {
    expect(planSchedules({ ...FILE, plans: { all: {} } })).toEqual({ Resources: {} })
  })
})
