import { beforeAll, describe, expect, test } from '@jest/globals'
import { deployedWith } from './deployed-with.ts'
import type { Template } from './packaged-template.ts'
import { attachedStatements, ofType, packagedTemplate, roleStatements } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

/** What each role may do with schemas of EventBridge when the stack is deployed with these parameters. */
function allowed(parameters: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  const deployed = { ...template, Resources: deployedWith(template, parameters) }
  const roles = ofType(deployed, 'AWS::IAM::Role').map(([id, role]) => {
    const statements = [...roleStatements(role), ...attachedStatements(deployed, id)]
    const actions = statements.flatMap((one) => one.actions).filter((one) => one.startsWith('schemas:'))
    return [id, actions.toSorted()] as const
  })
  return Object.fromEntries(roles.filter(([, actions]) => actions.length > 0))
}

const READ = ['schemas:DescribeSchema']
const WRITE = ['schemas:CreateRegistry', 'schemas:CreateSchema', 'schemas:DeleteSchema', ...READ]

describe('test events, which may hold personal data,', () => {
  test('are closed to every role where no plan asks for them, which is the default', () => {
    expect(allowed({ AllowRestore: 'yes' })).toEqual({})
    expect(allowed({ AllowRestore: 'yes', CaptureTestEvents: 'no' })).toEqual({})
  })

  test('are read by those alone who capture where a plan asks for them', () => {
    expect(allowed({ CaptureTestEvents: 'yes' })).toEqual({ OnChangeRole: READ, CaptureShardRole: READ })
  })

  test('are put back by restores where those are allowed, and are nothing to restore tests', () => {
    expect(allowed({ CaptureTestEvents: 'yes', AllowRestore: 'yes' })).toEqual({
      OnChangeRole: READ,
      CaptureShardRole: READ,
      PlanRestoreRole: READ,
      ApplyRestoreRole: [...WRITE, 'schemas:UpdateSchema'],
      VerifyRestoreRole: [...WRITE, 'schemas:UpdateSchema'],
    })
  })

  test('are all that anybody may read or change of the schemas of EventBridge', () => {
    const statements = [...ofType(template, 'AWS::IAM::Role'), ...ofType(template, 'AWS::IAM::ManagedPolicy')]
    const text = JSON.stringify(statements)
    const resources = [...text.matchAll(/:schemas:\*:\$\{AWS::AccountId\}:([^"]+)"/g)].map(([, one]) => one)
    expect(new Set(resources)).toEqual(
      new Set(['schema/lambda-testevent-schemas/_*', 'registry/lambda-testevent-schemas']),
    )
  })
})
