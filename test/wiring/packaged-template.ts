import { readFile } from 'node:fs/promises'
import { packageService } from '../../local/package.ts'

/** A resource of a CloudFormation template. Properties are whatever CloudFormation takes. */
export interface Resource {
  readonly Type: string
  readonly Properties: Record<string, unknown>
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  readonly Condition?: string
}

export interface Template {
  readonly Parameters: Record<string, unknown>
  readonly Conditions: Record<string, unknown>
  readonly Resources: Record<string, Resource>
  readonly Outputs: Record<string, unknown>
}

/** One statement of an IAM policy, its one-or-many members as lists. */
export interface Statement {
  readonly sid: string
  readonly effect: string
  readonly actions: readonly string[]
  readonly resources: readonly unknown[]
  readonly principal?: unknown
  readonly condition?: Record<string, Record<string, unknown>>
}

/** The template that deploys, as `serverless package` writes it. */
export async function packagedTemplate(): Promise<Template> {
  await packageService()
  const file = new URL('../../.serverless/cloudformation-template-update-stack.json', import.meta.url)
  return JSON.parse(await readFile(file, 'utf8')) as Template
}

/** The template's resources of one type, by logical id. */
export function ofType(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type)
}

/** The statements of a policy document, with `Fn::If` followed into its first branch. */
export function statementsOf(document: unknown): Statement[] {
  return asList((document as { Statement: unknown }).Statement).map((raw) => {
    const statement = chosen(raw) as Record<string, unknown>
    return {
      sid: textOf(statement['Sid']),
      effect: textOf(statement['Effect']),
      actions: asList(statement['Action']).map(String),
      resources: asList(statement['Resource']),
      principal: statement['Principal'],
      condition: statement['Condition'] as Statement['condition'],
    }
  }) as Statement[]
}

/** The inline policies of a role. */
export function roleStatements(role: Resource): Statement[] {
  const policies = (role.Properties['Policies'] ?? []) as { PolicyDocument: unknown }[]
  return policies.flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument))
}

/** What the template's managed policies allow the role of this logical id, whichever of the two names the other. */
export function attachedStatements(template: Template, role: string): Statement[] {
  const named = template.Resources[role]?.Properties['ManagedPolicyArns']
  return ofType(template, 'AWS::IAM::ManagedPolicy')
    .filter(([id, { Properties }]) => refersTo(Properties['Roles'], role) || refersTo(named, id))
    .flatMap(([, { Properties }]) => statementsOf(Properties['PolicyDocument']))
}

function refersTo(list: unknown, id: string): boolean {
  return asList(list).some((one) => (one as { Ref?: unknown }).Ref === id)
}

function chosen(statement: unknown): unknown {
  const branches = (statement as Record<string, unknown>)['Fn::If']
  return Array.isArray(branches) ? (branches[1] as unknown) : statement
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}
