import type { JsonObject, JsonValue } from '../../model/json.ts'
import { given } from '../../model/members.ts'
import type { Qualifier } from '../parts.ts'

/** A resource of Terraform: its type, its name in the configuration, its arguments. */
export interface Block {
  readonly type: string
  readonly name: string
  readonly arguments: JsonObject
}

/** An expression, as the JSON syntax of Terraform says it. */
export function expression(text: string): string {
  return `\${${text}}`
}

export const FUNCTION_NAME = expression('aws_lambda_function.function.function_name')
export const FUNCTION_ARN = expression('aws_lambda_function.function.arn')

/** Arguments of a provider are called as the members of the API, in snake case: `KMSKeyArn` is `kms_key_arn`. */
export function snakeCase(member: string): string {
  return member
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

/** Members of the API as arguments, all the way down; texts are literal. */
export function argumentsOf(members: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [snakeCase(name), asArgument(value)]),
  )
}

/** A value whose texts mean themselves: an expression in one would be evaluated. */
export function literal(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replaceAll(/[$%](?=\{)/g, '$&$&')
  if (Array.isArray(value)) return value.map((item: JsonValue) => literal(item))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value as JsonObject)
  return Object.fromEntries(members.map(([name, member]) => [name, literal(member)]))
}

/** What a resource of the function belongs to: nothing for the function itself. */
export function qualifierArgument(qualifier: Qualifier): JsonObject {
  return given({ qualifier: bareQualifier(qualifier) })
}

/** The version or alias by itself, as an expression, so that it is made first. */
export function bareQualifier(qualifier: Qualifier): string | undefined {
  if (qualifier.type === 'function') return undefined
  return qualifier.type === 'published'
    ? expression('aws_lambda_function.function.version')
    : expression(`aws_lambda_alias.${blockName(qualifier.name)}.name`)
}

/** ARN of what is invoked. */
export function invokedArn(qualifier: Qualifier): string {
  if (qualifier.type === 'function') return FUNCTION_ARN
  return qualifier.type === 'published'
    ? expression('aws_lambda_function.function.qualified_arn')
    : expression(`aws_lambda_alias.${blockName(qualifier.name)}.arn`)
}

/** A name in a configuration, which begins with a letter; no two texts get the same. */
export function blockName(text: string): string {
  return `n_${text.replaceAll(/[^A-Za-z0-9-]/g, (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}_`)}`
}

/** The variable of a Terraform configuration that holds an environment value. */
export function environmentVariable(name: string): string {
  return `environment_${name}`
}

function asArgument(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => asArgument(item))
  return typeof value === 'object' && value !== null ? argumentsOf(value as JsonObject) : literal(value)
}
