import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Template } from './packaged-template.ts'
import { ofType, packagedTemplate, statementsOf } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

const WRITE = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']
const SAMPLE = ['xray:GetSamplingRules', 'xray:GetSamplingTargets']

const FUNCTION = 'AWS::Lambda::Function'
const MACHINE = 'AWS::StepFunctions::StateMachine'

/** IAM: policies attached to a role, before a quota is raised (user guide, "IAM and AWS STS quotas"). */
const MOST_POLICIES = 10

/** Logical ids of the roles that the resources of a type run under, by how that type names its role. */
function rolesOf(type: string, member: 'Role' | 'RoleArn'): string[] {
  return ofType(template, type).map(([, { Properties }]) => {
    const { 'Fn::GetAtt': [id = ''] = [] } = Properties[member] as { 'Fn::GetAtt'?: readonly string[] }
    return id
  })
}

/** The policies of the stack that a role names itself: they stand before the role does. */
function namedBy(role: string): string[] {
  const named = (template.Resources[role]?.Properties['ManagedPolicyArns'] ?? []) as { Ref: string }[]
  return named.map(({ Ref }) => Ref)
}

function tracingOf(role: string): string[] {
  return namedBy(role)
    .flatMap((id) => statementsOf(template.Resources[id]?.Properties['PolicyDocument']))
    .flatMap(({ actions }) => actions)
    .filter((action) => action.startsWith('xray:'))
}

describe('tracing', () => {
  test('is on for every function, whose role could write traces before the function was made', () => {
    const functions = ofType(template, FUNCTION)
    expect(functions.length).toBeGreaterThan(20)
    for (const [, { Properties }] of functions)
      expect(Properties['TracingConfig']).toEqual({ Mode: 'Active' })
    const roles = rolesOf(FUNCTION, 'Role')
    expect(roles.filter((role) => tracingOf(role).join() !== WRITE.join())).toEqual([])
  })

  test('is on for every state machine, whose role may also ask what to trace', () => {
    const machines = ofType(template, MACHINE)
    expect(machines.length).toBeGreaterThan(5)
    for (const [, { Properties }] of machines)
      expect(Properties['TracingConfiguration']).toEqual({ Enabled: true })
    const roles = rolesOf(MACHINE, 'RoleArn')
    expect(roles.filter((role) => tracingOf(role).join() !== [...WRITE, ...SAMPLE].join())).toEqual([])
  })

  test('is what only functions and state machines may write', () => {
    const traced = new Set([...rolesOf(FUNCTION, 'Role'), ...rolesOf(MACHINE, 'RoleArn')])
    const naming = ofType(template, 'AWS::IAM::Role').filter(([id]) => namedBy(id).length > 0)
    expect(new Set(naming.map(([id]) => id))).toEqual(traced)
  })

  test('leaves every role room for what IAM attaches to one', () => {
    const attached = (role: string) =>
      ofType(template, 'AWS::IAM::ManagedPolicy').filter(([, { Properties }]) =>
        JSON.stringify(Properties['Roles'] ?? []).includes(`{"Ref":"${role}"}`),
      ).length
    const roles = ofType(template, 'AWS::IAM::Role').map(([id]) => id)
    expect(roles.filter((role) => namedBy(role).length + attached(role) > MOST_POLICIES)).toEqual([])
  })
})
