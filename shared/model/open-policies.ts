import { letsEverybodyIn } from './everybody.ts'
import type { JsonValue } from './json.ts'
import type { FunctionContent } from './manifest.ts'

/** The policies of a function, its versions and its aliases, as a manifest has them. */
export type Policies = Pick<FunctionContent, 'policy' | 'versions' | 'aliases'>

/** Of a function that is not there. */
export const NO_POLICIES: Policies = { policy: null, versions: [], aliases: [] }

/**
 * Names of the policies that let everybody in, as manifests name their parts: `policy`, `aliases/live/policy`. A function
 * URL without authorisation is open only with such a policy (Lambda developer guide, "Control access to function URLs").
 */
export function openPolicies(content: Policies): readonly string[] {
  return policiesOf(content).flatMap(([part, policy]) => (letsEverybodyIn(policy) ? [part] : []))
}

/**
 * The policies that let everybody in and did not before. Where it is not known what stood there before, nothing is
 * claimed to have changed.
 *
 * @param before `undefined` when the state before is not known
 */
export function opensToEverybody(before: Policies | undefined, after: Policies): readonly string[] {
  if (before === undefined) return []
  const open = new Set(openPolicies(before))
  return openPolicies(after).filter((part) => !open.has(part) && !isUnread(before, part))
}

/** Whether a policy could not be read; one of a version or an alias that was not there was none. */
function isUnread({ policy, versions, aliases }: Policies, part: string): boolean {
  if (part === 'policy') return policy === undefined
  const [kind, name] = part.split('/')
  if (kind === 'aliases') {
    const alias = aliases?.find((one) => one.name === name)
    return aliases === undefined || (alias !== undefined && alias.policy === undefined)
  }
  const version = versions?.find((one) => one.version === name)
  return versions === undefined || (version !== undefined && version.policy === undefined)
}

function policiesOf({ policy, versions = [], aliases = [] }: Policies): [string, JsonValue | undefined][] {
  return [
    ['policy', policy],
    ...versions.map((one): [string, JsonValue | undefined] => [`versions/${one.version}/policy`, one.policy]),
    ...aliases.map((one): [string, JsonValue | undefined] => [`aliases/${one.name}/policy`, one.policy]),
  ]
}
