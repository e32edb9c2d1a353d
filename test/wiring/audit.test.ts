import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Template } from './packaged-template.ts'
import { attachedStatements, ofType, packagedTemplate, roleStatements } from './packaged-template.ts'
import { lettersOf } from './unreported-executions.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

const AUDITORS = ['HashBlobsRole', 'ReportAuditRole']

/** Folders of the vault's bucket in which a role may do this; what is no folder of it is left out. */
function folders(role: string, action: RegExp): readonly string[] {
  const all = [...roleStatements(template.Resources[role]!), ...attachedStatements(template, role)]
  return all
    .filter(({ effect, actions }) => effect === 'Allow' && actions.some((one) => action.test(one)))
    .flatMap(({ resources }) => resources.flatMap((one) => folderOf(one) ?? []))
    .toSorted()
}

function folderOf(resource: unknown): string | undefined {
  return /^\{"Fn::Sub":"\$\{VaultBucket\.Arn\}\/([^"]+)"\}$/.exec(JSON.stringify(resource))?.[1]
}

/** Roles that a function of Holdfast runs under. */
function functionRoles(): readonly string[] {
  return ofType(template, 'AWS::Lambda::Function').map(([, { Properties }]) => {
    const { 'Fn::GetAtt': at } = Properties['Role'] as { 'Fn::GetAtt': readonly [string, string] }
    return at[0]
  })
}

describe('the audit', () => {
  test('is alone in reading everything in the vault', () => {
    const all = functionRoles().filter((role) => folders(role, /^s3:GetObject$/).includes('*'))
    expect(all.toSorted()).toEqual(AUDITORS)
  })

  test.each([
    ['PlanAuditRole', ['audits/*']],
    ['HashBlobsRole', ['audits/*']],
    ['ReportAuditRole', ['alerts/*', 'audits/*']],
  ])('%s writes its own folder, and what people know, and nothing else', (role, expected) => {
    expect(folders(role, /^s3:(?:Put|Abort|Restore)/)).toEqual(expected)
  })

  test.each(['PlanAuditRole', ...AUDITORS])(
    '%s deletes nothing and changes nothing that protects the vault',
    (role) => {
      const actions = roleStatements(template.Resources[role]!).flatMap((one) => one.actions)
      const strong = actions.filter((one) =>
        /^(?:s3|kms|iam|lambda):(?:Delete|Create|Update|Attach|PutBucket|PutRole|PassRole)/.test(one),
      )
      expect(strong).toEqual([])
    },
  )

  test('is started on a schedule of its own, and says where it ended for nobody to see', () => {
    const { Properties } = template.Resources['Audit']!
    expect(Properties).toMatchObject({ State: 'ENABLED', ScheduleExpression: { Ref: 'AuditSchedule' } })
    const stopped = { machine: 'AuditStateMachine', status: 'ABORTED' }
    expect(lettersOf(template, stopped)).toMatchObject([{ queue: 'ExecutionsDeadLetters' }])
  })

  test('takes nothing from whoever starts it', () => {
    expect(JSON.stringify(template.Resources['AuditStateMachine'])).not.toContain('Execution.Input')
  })
})
