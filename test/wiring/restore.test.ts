import { readFile, readdir } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { deployedWith } from './deployed-with.ts'
import { permissionsOfOperation } from './iam-actions.ts'
import type { Template } from './packaged-template.ts'
import { attachedStatements, ofType, packagedTemplate, roleStatements } from './packaged-template.ts'

const WRITERS = new URL('../../shared/aws/', import.meta.url)

/** Roles of functions that change what is not Holdfast's own. */
const RESTORING = ['ApplyRestoreRole', 'VerifyRestoreRole']

/** Makes IAM gather what it knows of a role, and changes nothing: the access advisor, which the audit asks. */
const GATHERS = 'iam:GenerateServiceLastAccessedDetails'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

const deployed = (AllowRestore: string) => deployedWith(template, { AllowRestore })
const idsOf = (resources: object, pattern: RegExp) => Object.keys(resources).filter((id) => pattern.test(id))

function allowedTo(role: string): ReadonlySet<string> {
  const own = roleStatements(template.Resources[role]!)
  return new Set([...own, ...attachedStatements(template, role)].flatMap(({ actions }) => actions))
}

/** What the writing clients of restores can call, but for those that make execution roles. */
async function writersCall(): Promise<readonly string[]> {
  const files = (await readdir(WRITERS)).filter(
    (file) => file.endsWith('-writer.ts') && file !== 'iam-writer.ts',
  )
  expect(files.length).toBeGreaterThan(5)
  const calls = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, WRITERS), 'utf8')
      const [, client = ''] = /@aws-sdk\/client-([\w-]+)'/.exec(text) ?? []
      const made = [...text.matchAll(/new (\w+)Command\(/g)].map(([, operation = '']) => operation)
      return made.map((operation) => `${prefixOf(client, operation)}:${operation}`)
    }),
  )
  return calls.flat()
}

function prefixOf(client: string, operation: string): string {
  if (client === 'cloudwatch-logs') return 'logs'
  return operation === 'UpdateKeys' ? 'cloudfront-keyvaluestore' : client.replace(/-keyvaluestore$/, '')
}

describe('where restores are not allowed, which is the default', () => {
  test('the stack has no function, no role and no state machine that restores', () => {
    expect(idsOf(deployed('yes'), /Restore/).length).toBeGreaterThan(20)
    expect(idsOf(deployed('no'), /Restore/)).toEqual([])
    expect(deployedWith(template, {})).toEqual(deployed('no'))
  })

  test('no role may change a function, a role, a distribution or a trigger', () => {
    const roles = Object.keys(deployed('no')).filter(
      (id) => template.Resources[id]?.Type === 'AWS::IAM::Role',
    )
    const writing = roles.flatMap((role) =>
      [...allowedTo(role)].filter((action) =>
        /^(?:lambda|iam|cloudfront|sns|apigateway|cognito-idp|scheduler|pipes):(?!Get|List|Describe|PassRole|InvokeFunction|Publish$|DELETE)/.test(
          action,
        ),
      ),
    )
    expect(roles.length).toBeGreaterThan(8)
    expect(writing.filter((action) => !['apigateway:GET', GATHERS].includes(action))).toEqual([])
  })
})

describe('where restores are allowed', () => {
  test.each(RESTORING)('%s may make every call of the writing clients', async (role) => {
    const allowed = allowedTo(role)
    const needed = (await writersCall()).flatMap((call) =>
      permissionsOfOperation(call).map(({ action }) => action),
    )
    expect(needed).toEqual(expect.arrayContaining(['lambda:CreateFunction', 'cloudfront:UpdateDistribution']))
    const staging = role === 'VerifyRestoreRole' ? /^s3:/ : /^$/
    expect(needed.filter((action) => !allowed.has(action) && !staging.test(action))).toEqual([])
  })

  test('no function may make or change a role: who can do that can do everything', () => {
    const roles = ofType(template, 'AWS::IAM::Role').map(([id]) => id)
    const making = roles.flatMap((role) =>
      [...allowedTo(role)].filter((action) => /^iam:(?!Get|List|PassRole)/.test(action)),
    )
    expect(making.filter((action) => action !== GATHERS)).toEqual([])
  })

  test('roles are passed on to services that are named, never to any', () => {
    const passing = ofType(template, 'AWS::IAM::Role')
      .flatMap(([id, role]) => [...roleStatements(role), ...attachedStatements(template, id)])
      .filter(({ actions }) => actions.includes('iam:PassRole'))
    expect(passing.length).toBeGreaterThan(5)
    for (const { condition } of passing) {
      expect(condition).toMatchObject({
        StringEquals: { 'iam:PassedToService': expect.stringMatching(/^[\w-]+\.amazonaws\.com$/) },
      })
    }
  })

  test('only those who ask and apply may write below restores/, and only captures and safety points elsewhere', () => {
    const writes = (role: string) =>
      roleStatements(template.Resources[role]!).filter(({ actions }) => actions.includes('s3:PutObject'))
    const placesOf = (role: string) => writes(role).flatMap(({ resources }) => resources)
    const restores = { 'Fn::Sub': '${VaultBucket.Arn}/restores/*' }
    // What people were told.
    const alerts = { 'Fn::Sub': '${VaultBucket.Arn}/alerts/*' }
    const ends = { 'Fn::Sub': '${VaultBucket.Arn}/restores/*/ended.json' }
    expect(placesOf('ReportRestoreRole')).toEqual([ends, alerts])
    expect(placesOf('AskApprovalRole').toSorted(byText)).toEqual([alerts, restores])
    for (const role of ['PlanRestoreRole', 'VerifyRestoreRole']) expect(placesOf(role)).toEqual([restores])
  })

  test('no role of a function may agree to a restore in the place of a person', () => {
    const roles = ofType(template, 'AWS::IAM::Role').map(([id]) => id)
    expect(roles.filter((role) => allowedTo(role).has('states:SendTaskSuccess'))).toEqual([])
  })

  test('the state machine writes no input or output into its log: the token of an approval would be in it', () => {
    const { Properties } = template.Resources['RestoreStateMachine']!
    expect(Properties['LoggingConfiguration']).toMatchObject({ IncludeExecutionData: false })
  })
})

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}
