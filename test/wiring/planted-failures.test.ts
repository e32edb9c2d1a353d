import { readFileSync, readdirSync } from 'node:fs'
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { FailedPlay } from './failing-machines.ts'
import { PLAYS } from './failing-machines.ts'
import type { Template } from './packaged-template.ts'
import { ofType, packagedTemplate } from './packaged-template.ts'
import type { Happening } from './raised-alarms.ts'
import { missedMetrics } from './raised-alarms.ts'
import { inDeadLetters, ownHappenings, reachingPeople } from './reaching-people.ts'
import { executionEnds, lettersOf } from './unreported-executions.ts'

jest.setTimeout(120_000)

const FOLDER = new URL('../../state-machines/', import.meta.url)

/** Every state of every machine that runs a function. */
const STEPS = readdirSync(FOLDER).flatMap((file) =>
  tasksIn(definitionOf(file)).map((state) => ({ file, state })),
)

/** A defect, a service that stays ill, a function that runs out of time, and an invocation that Lambda refuses. */
const FAILURES = ['TypeError', 'ServiceFaultError', 'Sandbox.Timedout', 'Lambda.TooManyRequestsException']

/** What each execution counts that people know of, by the alarms that tell of what does not come. */
const ENDS: Readonly<Record<string, string>> = {
  'backup.asl.json': 'RunsEnded',
  'audit.asl.json': 'AuditsEnded',
  'copy.asl.json': 'CopiesCompared',
}

/** Without it ReportFailure has nothing to do. */
const defect = () => Promise.reject(new TypeError('planted'))

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
})

describe('an execution in which nothing fails', () => {
  test.each(Object.keys(PLAYS))('of %s succeeds, and troubles nobody', async (file) => {
    const played = await PLAYS[file]!({})
    expect(played.status).toBe('SUCCEEDED')
    expect(reached(played, happenings(file, played))).toEqual([])
    expectEnd(file, played)
  })
})

describe.each(STEPS)('a failure of $state for good, in $file,', ({ file, state }) => {
  test.each(FAILURES)('reaches a person exactly once: %s', async (name) => {
    const fail = () => Promise.reject(Object.assign(new Error('planted'), { name }))
    const played = await PLAYS[file]!({
      ...(state === 'ReportFailure' && { ReportRun: defect }),
      [state]: fail,
    })
    expect(played.status).toBe('FAILED')
    const seen = happenings(file, played, state)
    expect(reached(played, seen)).toHaveLength(1)
    expectEnd(file, played)
    expect(JSON.stringify(played.told)).not.toContain('planted')
  })
})

describe.each(Object.keys(PLAYS))('an execution of %s', (file) => {
  test.each(['ABORTED', 'TIMED_OUT'] as const)(
    'of which only AWS knows the end, %s, reaches a person exactly once',
    (status) => {
      const seen = endings(file, status)
      const waiting = [inDeadLetters('ExecutionsDeadLetters')]
      for (const before of [[], waiting])
        expect(reachingPeople(template, [], seen, before)).toEqual(['ExecutionsFailedAlarm'])
    },
  )

  test('that fails of what no state can catch, reaches a person exactly once', async () => {
    const [first] = tasksIn(definitionOf(file))
    const played = await PLAYS[file]!({ [first!]: async () => ({}) })
    expect(played).toMatchObject({ status: 'FAILED', error: 'States.Runtime', told: [] })
    expect(reached(played, happenings(file, played))).toEqual(['ExecutionsFailedAlarm'])
    const tooLarge = endings(file, 'FAILED', 'States.DataLimitExceeded')
    expect(reachingPeople(template, [], tooLarge)).toEqual(['ExecutionsFailedAlarm'])
  })
})

test('every alarm on what does not come is about an end that is counted here', () => {
  expect(Object.values(missedMetrics(template)).toSorted()).toEqual(Object.values(ENDS).toSorted())
})

test('every state machine is played', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(Object.keys(PLAYS).toSorted())
})

/** An end that people were told of is counted, or an alarm would tell it once more; one of which they were not, is not. */
function expectEnd(file: string, { status, told, metrics }: FailedPlay): void {
  const metric = ENDS[file]
  if (metric === undefined) return
  const isKnown = status === 'SUCCEEDED' || told.some(({ severity }) => severity !== 'info')
  expect([metric, (metrics[metric] ?? 0) > 0]).toEqual([metric, isKnown])
}

/** Those who were asked for a restore agreed to it. */
function reached({ told }: FailedPlay, seen: readonly Happening[]): readonly string[] {
  const alerts = told.filter(({ kind }) => kind !== 'restore-waiting')
  return reachingPeople(template, alerts, seen)
}

/** What is counted of an execution. A step that failed is an error of its function. */
function happenings(
  file: string,
  { status, error, metrics }: FailedPlay,
  failed?: string,
): readonly Happening[] {
  const { functions } = machineOf(file)
  const of = failed === undefined ? undefined : functions[`${failed}Arn`]?.['Fn::GetAtt'][0]
  return [
    ...(of === undefined ? [] : [{ namespace: 'AWS/Lambda', metric: 'Errors', of }]),
    ...endings(file, status, error),
    ...ownHappenings(metrics),
  ]
}

/** How CloudWatch counts the end of an execution. */
const COUNTED = {
  FAILED: 'ExecutionsFailed',
  ABORTED: 'ExecutionsAborted',
  TIMED_OUT: 'ExecutionsTimedOut',
  SUCCEEDED: 'ExecutionsSucceeded',
}

/** What AWS makes of the end of an execution: a metric, an event, and the letters that rules make of the event. */
function endings(file: string, status: keyof typeof COUNTED, error?: string): readonly Happening[] {
  const { id } = machineOf(file)
  return [
    { namespace: 'AWS/States', metric: COUNTED[status], of: id },
    ...executionEnds(lettersOf(template, { machine: id, status, error })),
  ]
}

interface Machine {
  readonly id: string
  readonly functions: Readonly<Record<string, { readonly 'Fn::GetAtt': readonly [string, string] }>>
}

/** The deployed state machine of a file. */
function machineOf(file: string): Machine {
  const text = JSON.stringify(definitionOf(file))
  const [id = '', resource] =
    ofType(template, 'AWS::StepFunctions::StateMachine').find(
      ([, { Properties }]) => JSON.stringify(Properties['Definition']) === text,
    ) ?? []
  return { id, functions: resource?.Properties['DefinitionSubstitutions'] as Machine['functions'] }
}

function definitionOf(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))
}

/** Names of the tasks, those of maps too. */
function tasksIn(machine: unknown): string[] {
  const { States = {} } = machine as { States?: Record<string, Record<string, unknown>> }
  return Object.entries(States).flatMap(([name, state]) =>
    state['Type'] === 'Task' ? [name] : tasksIn(state['ItemProcessor'] ?? {}),
  )
}
