import type { Template } from './packaged-template.ts'
import { attachedStatements, ofType, roleStatements } from './packaged-template.ts'
import type { Resolve } from './stack-names.ts'

/** One action on one resource that a function's role allows: the smallest thing that can be too much. */
export interface Grant {
  /** The function without its stack: `on-change`. */
  readonly function: string
  /** The statement it stands in. */
  readonly sid: string
  readonly action: string
  /** An ARN, perhaps with the wildcards of IAM. */
  readonly resource: string
  /** Values that must be equal, or match with the wildcards of IAM, by condition key. */
  readonly conditions: Readonly<Record<string, string>>
}

/** How each function calls itself to AWS begins so (serverless.yml, AWS_SDK_UA_APP_ID). */
export const APP_PREFIX = 'holdfast-'

/** Everything that the roles of the deployed functions allow. @throws Error for a statement of an unknown kind */
export function grantsOf(template: Template, resolve: Resolve): Grant[] {
  return ofType(template, 'AWS::Lambda::Function').flatMap(([, { Properties }]) =>
    grantsOfRole(appOf(Properties), { template, id: roleIdOf(Properties) }, resolve),
  )
}

/** The role of each function of the template: logical ids, by the function without its stack. */
export function rolesOfFunctions(template: Template): ReadonlyMap<string, string> {
  const functions = ofType(template, 'AWS::Lambda::Function')
  return new Map(functions.map(([, { Properties }]) => [appOf(Properties), roleIdOf(Properties)]))
}

/** One line for a person. */
export function textOf({ function: name, sid, action, resource }: Grant): string {
  return `${name} may ${action} on ${resource} (${sid})`
}

/** A role of the template, by its logical id. */
export interface TemplateRole {
  readonly template: Template
  readonly id: string
}

/** Everything that one role allows, by its own policies and by those attached to it. @param name whose role it is */
export function grantsOfRole(name: string, { template, id }: TemplateRole, resolve: Resolve): Grant[] {
  const role = template.Resources[id]
  if (role === undefined) throw new Error(`a function has no role of the template: ${id}`)
  return [...roleStatements(role), ...attachedStatements(template, id)].flatMap(
    ({ sid, effect, actions, resources, condition = {} }) => {
      if (effect !== 'Allow')
        throw new Error(`${name}, ${sid}: only statements that allow can be judged here`)
      const conditions = conditionsOf(condition, resolve)
      return actions.flatMap((action) =>
        resources.map((resource) => ({
          function: name,
          sid,
          action,
          resource: resolve(resource),
          conditions,
        })),
      )
    },
  )
}

function conditionsOf(condition: Record<string, Record<string, unknown>>, resolve: Resolve) {
  const { StringEquals = {}, StringLike = {}, ...others } = condition
  if (Object.keys(others).length > 0)
    throw new Error('only the conditions StringEquals and StringLike can be judged here')
  return Object.fromEntries(
    Object.entries({ ...StringEquals, ...StringLike }).map(([key, value]) => [key, resolve(value)]),
  )
}

function appOf(properties: Record<string, unknown>): string {
  const { Variables } = properties['Environment'] as { Variables: Record<string, unknown> }
  return String(Variables['AWS_SDK_UA_APP_ID']).slice(APP_PREFIX.length)
}

function roleIdOf(properties: Record<string, unknown>): string {
  const { 'Fn::GetAtt': [id = ''] = [] } = properties['Role'] as { 'Fn::GetAtt'?: readonly string[] }
  return id
}
