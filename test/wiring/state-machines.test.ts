import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from '@jest/globals'
import * as errors from '../../shared/errors.ts'
import type { Template } from './packaged-template.ts'
import { ofType, packagedTemplate, roleStatements } from './packaged-template.ts'

const validate = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => {
  isValid: boolean
  errorsText: () => string
}
const FOLDER = new URL('../../state-machines/', import.meta.url)
const machines = readdirSync(FOLDER).filter((file) => file.endsWith('.asl.json'))

/** The partition is filled in when the stack is deployed. */
const WAITING = { 'Fn::Sub': 'arn:${AWS::Partition}:states:::lambda:invoke.waitForTaskToken' }

/** Error names that Step Functions, Lambda and their SDKs raise themselves. */
const NAMES_OF_AWS = /^(?:States|Lambda|Sandbox)\./

describe.each(machines)('%s', (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8')

  test('is valid Amazon States Language', () => {
    const result = validate(JSON.parse(text))
    expect(result.isValid ? '' : result.errorsText()).toBe('')
  })

  test('matches only errors that the code raises', () => {
    const matched = [...text.matchAll(/"ErrorEquals":\s*\[([^\]]*)\]/g)].flatMap(
      ([, list]) => JSON.parse(`[${list}]`) as string[],
    )
    const unknown = matched.filter((name) => !NAMES_OF_AWS.test(name) && !(name in errors))
    expect(unknown).toEqual([])
  })

  test('tries every step again, with jitter, by the name of an error that may pass, and after no other', () => {
    const tasks = tasksIn(JSON.parse(text))
    expect(tasks).not.toEqual([])
    for (const [, { Retry }] of tasks) {
      for (const { ErrorEquals, ...how } of Retry ?? []) {
        expect(ErrorEquals.filter((name) => !mayPass(name))).toEqual([])
        expect(ErrorEquals).toEqual(expect.arrayContaining(['ThrottledError', 'ServiceFaultError']))
        expect(how).toMatchObject({ JitterStrategy: 'FULL', BackoffRate: 2 })
      }
      expect(Retry ?? []).not.toEqual([])
    }
  })
})

/** A service that fails, a call that is throttled, a time that is up; not `States.ALL`, which a defect is, too. */
function mayPass(name: string): boolean {
  if (NAMES_OF_AWS.test(name)) return !['States.ALL', 'States.TaskFailed', 'Lambda.Unknown'].includes(name)
  const kind = (errors as Readonly<Record<string, unknown>>)[name] as new (
    message: string,
  ) => errors.HoldfastError
  return new kind('').retryable
}

describe('each deployed state machine', () => {
  test('is what its file says, to the last member: the packager leaves out what is null', async () => {
    const template = await packagedTemplate()
    const deployed = ofType(template, 'AWS::StepFunctions::StateMachine').map(
      ([, { Properties }]) => Properties['Definition'],
    )
    for (const file of machines) {
      const definition: unknown = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))
      expect(deployed).toContainEqual(definition)
    }
  }, 60_000)
})

describe('each state that runs a function', () => {
  test('runs the deployed function of its own name, and the state machine may invoke these alone', async () => {
    const template = await packagedTemplate()
    const deployed = ofType(template, 'AWS::StepFunctions::StateMachine')
    expect(deployed).toHaveLength(machines.length)
    for (const [, { Properties }] of deployed) {
      const { Definition, DefinitionSubstitutions, RoleArn } = Properties as unknown as Deployed
      const tasks = tasksIn(Definition)
      expect(tasks).not.toEqual([])
      for (const [state, task] of tasks) expect(invoked(task)).toBe(`\${${state}Arn}`)
      const named = tasks.map(([state]) => DefinitionSubstitutions[`${state}Arn`])
      expect(named.map((arn) => functionName(template, arn))).toEqual(tasks.map(([state]) => kebab(state)))
      const invoke = roleStatements(template.Resources[RoleArn['Fn::GetAtt'][0]]!).find(({ actions }) =>
        actions.includes('lambda:InvokeFunction'),
      )
      const { InvokeAndWait, ...functions } = DefinitionSubstitutions
      if (InvokeAndWait !== undefined) expect(InvokeAndWait).toEqual(WAITING)
      expect(new Set(invoke?.resources)).toEqual(new Set(Object.values(functions)))
      expect(Object.keys(functions)).toHaveLength(tasks.length)
    }
  }, 60_000)
})

interface Deployed {
  readonly Definition: unknown
  readonly DefinitionSubstitutions: Readonly<Record<string, Arn>>
  readonly RoleArn: Arn
}

interface Arn {
  readonly 'Fn::GetAtt': readonly [string, string]
}

interface Task {
  readonly Resource: string
  readonly Parameters?: { readonly FunctionName?: string }
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[]
}

/** The function that a task runs: named at once, or handed a token to wait for. */
function invoked({ Resource, Parameters }: Task): string | undefined {
  return Resource === '${InvokeAndWait}' ? Parameters?.FunctionName : Resource
}

/** Every Task with its name, those of maps too. */
function tasksIn(machine: unknown): [string, Task][] {
  const { States = {} } = machine as { States?: Record<string, Record<string, unknown>> }
  return Object.entries(States).flatMap(([name, state]): [string, Task][] =>
    state['Type'] === 'Task' ? [[name, state as unknown as Task]] : tasksIn(state['ItemProcessor'] ?? {}),
  )
}

function functionName(template: Template, arn: Arn | undefined): string {
  const { FunctionName } = template.Resources[arn?.['Fn::GetAtt'][0] ?? '']?.Properties ?? {}
  return String(FunctionName).replace(/^holdfast-local-/, '')
}

/** `PlanZone` -> `plan-zone`. */
function kebab(name: string): string {
  return name.replaceAll(/(?<=.)[A-Z]/g, '-$&').toLowerCase()
}

test('there are state machines to check', () => {
  expect(machines).not.toEqual([])
})
