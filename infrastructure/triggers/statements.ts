import type { JsonObject } from '../../shared/model/json.ts'
import type { FactsKind } from '../../shared/triggers/facts-kind.ts'
import type { Permission, TriggerKind } from '../../shared/triggers/kind.ts'
import { REFERENCES, pascal } from '../../shared/triggers/switches.ts'
import { conditionOf } from './switches.ts'

/** A statement of a role, and the condition under which it is in the template. */
export interface SwitchedStatement {
  readonly condition: string
  readonly statement: JsonObject
}

type ReadingKind = Pick<TriggerKind, 'name' | 'permissions'>

/** What the captures may read of every kind of trigger, and of what functions name; each statement with its own Sid. */
export function readingStatements(
  kinds: readonly ReadingKind[],
  facts: readonly Pick<FactsKind, 'service' | 'permissions'>[],
): readonly SwitchedStatement[] {
  return [
    ...kinds.flatMap(({ name, permissions }) =>
      switched(name, `Read${pascal(name)}`, ofUse(permissions, 'read')),
    ),
    ...facts.flatMap(({ service, permissions }) =>
      switched(REFERENCES, `ReadFactsOf${pascal(service)}`, ofUse(permissions, 'read')),
    ),
  ]
}

/** What restores may do to put triggers back; of a kind that captures may not read nothing can be put back. */
export function writingStatements(kinds: readonly ReadingKind[]): readonly SwitchedStatement[] {
  return kinds.flatMap(({ name, permissions }) =>
    switched(name, `Write${pascal(name)}`, ofUse(permissions, 'write')),
  )
}

function ofUse(permissions: readonly Permission[], use: Permission['use']): readonly Permission[] {
  return permissions.filter((permission) => permission.use === use)
}

function switched(kind: string, sid: string, permissions: readonly Permission[]): SwitchedStatement[] {
  return permissions.map((permission, index) => ({
    condition: conditionOf(kind),
    statement: statementOf(index === 0 ? sid : `${sid}${index + 1}`, permission),
  }))
}

function statementOf(sid: string, { actions, resource, condition }: Permission): JsonObject {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: [...actions],
    Resource: resource.includes('${') ? { 'Fn::Sub': resource } : resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  }
}
