import type { JsonObject } from '../../shared/model/json.ts'
import type { TriggerKind } from '../../shared/triggers/kind.ts'
import { REFERENCES, pascal, switchOf } from '../../shared/triggers/switches.ts'

/** Members of the template that switch kinds on and off. */
export interface Switches {
  readonly Parameters: JsonObject
  readonly Conditions: JsonObject
}

/** One parameter for each kind, and one for all that functions name. */
export function switchesOf(kinds: readonly Pick<TriggerKind, 'name' | 'title'>[]): Switches {
  const described = [
    ...kinds.map(
      ({ name, title }) => [name, `Whether captures may read triggers of the kind: ${title}.`] as const,
    ),
    [
      REFERENCES,
      'Whether captures may look up whether the queues, keys, secrets and the like that a function names exist; never what is in them.',
    ] as const,
  ]
  return {
    Parameters: Object.fromEntries(described.map(([name, what]) => [switchOf(name), parameter(what)])),
    Conditions: Object.fromEntries(described.map(([name]) => [conditionOf(name), isYes(switchOf(name))])),
  }
}

/** The condition that holds while a kind is read. */
export function conditionOf(kind: string): string {
  return `Reads${pascal(kind)}`
}

function parameter(what: string): JsonObject {
  const description = `${what} What is switched off is a gap in recovery points.`
  return { Type: 'String', Default: 'yes', AllowedValues: ['yes', 'no'], Description: description }
}

function isYes(parameter: string): JsonObject {
  return { 'Fn::Equals': [{ Ref: parameter }, 'yes'] }
}
