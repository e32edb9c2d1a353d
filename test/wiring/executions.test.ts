import { beforeAll, describe, expect, test } from '@jest/globals'
import { failedExecution } from '../../shared/dead-letters/failed-execution.ts'
import type { Template } from './packaged-template.ts'
import { ofType, packagedTemplate, roleStatements } from './packaged-template.ts'
import { lettersOf } from './unreported-executions.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

interface Attribute {
  readonly 'Fn::GetAtt': readonly [string, string]
}

interface StateOf {
  readonly Type: string
  readonly Error?: string
}

describe('the end of an execution', () => {
  const FAILED = ['States.Runtime', 'TypeError', '', null, undefined]
  const machines = () => ofType(template, 'AWS::StepFunctions::StateMachine').map(([id]) => id)

  test('of every state machine becomes a letter when nobody could report it', () => {
    expect(machines().length).toBeGreaterThan(5)
    for (const machine of machines()) {
      const ends = [
        ...FAILED.map((error) => ({ machine, status: 'FAILED', error })),
        // Whoever stops an execution may say anything.
        ...['ABORTED', 'TIMED_OUT'].flatMap((status) => [
          { machine, status, error: null },
          { machine, status, error: 'Reported.RunFailed' },
        ]),
      ]
      for (const end of ends)
        expect([end, lettersOf(template, end).map(({ queue }) => queue)]).toEqual([
          end,
          ['ExecutionsDeadLetters'],
        ])
    }
  })

  test('becomes none when it was reported, succeeded, or is that of a child or of somebody else', () => {
    const silent = machines().flatMap((machine) => [
      { machine, status: 'FAILED', error: 'Reported.RunFailed' },
      { machine, status: 'SUCCEEDED', error: null },
      { machine, status: 'RUNNING' },
      { machine: `${machine}/9b5c9d1e`, status: 'FAILED', error: 'TypeError' },
    ])
    const others = [{ machine: 'SomebodyElses', status: 'FAILED', error: 'TypeError' }]
    for (const end of [...silent, ...others]) expect([end, lettersOf(template, end)]).toEqual([end, []])
  })

  test('is named by each Fail state as one that was reported, and by nothing else', () => {
    for (const [id, { Properties }] of ofType(template, 'AWS::StepFunctions::StateMachine')) {
      const { States } = Properties['Definition'] as { readonly States: Record<string, StateOf> }
      const errors = Object.values(States).flatMap(({ Type, Error }) => (Type === 'Fail' ? [Error] : []))
      expect([id, errors.length]).not.toEqual([id, 0])
      expect([id, errors.filter((error) => error?.startsWith('Reported.') !== true)]).toEqual([id, []])
    }
  })

  test('is in its letter without input, output and cause, and is read whatever error it has', () => {
    for (const error of ['TypeError', null, undefined]) {
      const [letter] = lettersOf(template, { machine: 'BackupStateMachine', status: 'FAILED', error })
      expect(letter?.body).not.toMatch(/secret-42|deep|input|output|cause/)
      expect(failedExecution(letter!)).toMatchObject({
        arn: 'arn:aws:states:eu-west-1:123456789012:execution:holdfast-prod-backup:run-1',
        status: 'FAILED',
        startedAt: new Date(1795256746847),
        stoppedAt: new Date(1795256751881),
        error: error ?? undefined,
      })
    }
  })

  test('is counted by an alarm that rings for each, and does not call it mended when no more comes', () => {
    const alarm = template.Resources['ExecutionsFailedAlarm']!.Properties
    expect(alarm).toMatchObject({
      Namespace: 'AWS/Events',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: 'ExecutionsRule' } }],
      Statistic: 'Sum',
      EvaluationPeriods: 1,
      Threshold: 0,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'AlertsTopic' }],
    })
    expect(alarm['OKActions']).toBeUndefined()
  })

  test('is redriven with its children, where it has some', () => {
    for (const [id, { Properties }] of ofType(template, 'AWS::StepFunctions::StateMachine')) {
      const role = template.Resources[(Properties['RoleArn'] as Attribute)['Fn::GetAtt'][0]]!
      const actions = roleStatements(role).flatMap((one) => one.actions)
      const hasChildren = JSON.stringify(Properties['Definition']).includes('"DISTRIBUTED"')
      expect([id, actions.includes('states:RedriveExecution')]).toEqual([id, hasChildren])
    }
  })
})
