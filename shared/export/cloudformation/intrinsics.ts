import { createHash } from 'node:crypto'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { Qualifier } from '../parts.ts'

/** A resource of a template. */
export interface Resource {
  readonly Type: string
  readonly Properties: JsonObject
  readonly DependsOn?: string | readonly string[]
}

/** Resources by their logical id. */
export type Resources = Readonly<Record<string, Resource>>

/** Logical ids of what there is one of. */
export const FUNCTION = 'Function'
export const VERSION = 'Version'
export const ROLE = 'Role'
export const LOG_GROUP = 'LogGroup'

export function ref(logicalId: string): JsonObject {
  return { Ref: logicalId }
}

export function attribute(logicalId: string, name: string): JsonObject {
  return { 'Fn::GetAtt': [logicalId, name] }
}

/** The name or ARN by which Lambda knows a function or its qualifier. */
export function invoked(qualifier: Qualifier): JsonObject {
  return ref(qualifiedId(qualifier))
}

/** ARN of a function or its qualifier; the `Ref` of a version or an alias is its ARN already. */
export function invokedArn(qualifier: Qualifier): JsonObject {
  return qualifier.type === 'function' ? attribute(FUNCTION, 'Arn') : ref(qualifiedId(qualifier))
}

/** The bare qualifier, as members called `Qualifier` take it. */
export function bareQualifier(qualifier: Qualifier): JsonValue {
  if (qualifier.type === 'published') return attribute(VERSION, 'Version')
  return qualifier.type === 'alias' ? qualifier.name : '$LATEST'
}

/** A name of letters and digits for the logical id of something: `AliasLive`, and `AliasTestA1f3c` for `test-a`. */
export function logicalId(prefix: string, text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/)
  const hash = words.length === 1 ? '' : createHash('sha256').update(text).digest('hex').slice(0, 4)
  return `${prefix}${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}${hash}`
}

/** Resources of one sort, numbered from one: `Permission1`. */
export function numbered(prefix: string, all: readonly Resource[]): Resources {
  return Object.fromEntries(all.map((resource, index) => [`${prefix}${index + 1}`, resource]))
}

function qualifiedId(qualifier: Qualifier): string {
  if (qualifier.type === 'function') return FUNCTION
  return qualifier.type === 'published' ? VERSION : aliasId(qualifier.name)
}

/** The resource that must be there before a bare qualifier means anything. */
export function dependsOn(qualifier: Qualifier): { readonly DependsOn?: string } {
  return qualifier.type === 'alias' ? { DependsOn: aliasId(qualifier.name) } : {}
}

export function aliasId(name: string): string {
  return logicalId('Alias', name)
}
