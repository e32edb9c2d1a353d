import type { Grant } from './grants.ts'
import type { Need } from './needs.ts'

/** What the roles allow, against what was needed. */
export interface Judgement {
  /** Needed, and allowed by no statement. */
  readonly refused: readonly Need[]
  readonly used: ReadonlySet<Grant>
  readonly unused: readonly Grant[]
  /** Needed on a resource that the record does not show, and allowed on some: matched by action alone. */
  readonly byActionOnly: readonly Need[]
  /** Condition keys that no call shows, of grants that were used: taken to hold. */
  readonly assumed: ReadonlySet<string>
}

/** Judges each need by the statements of its function's role, as IAM would. */
export function judge(needs: readonly Need[], grants: readonly Grant[]): Judgement {
  const used = new Set<Grant>()
  const assumed = new Set<string>()
  const refused: Need[] = []
  for (const need of needs) {
    const allowing = grants.filter((grant) => allows(grant, need))
    if (allowing.length === 0) refused.push(need)
    for (const grant of allowing) used.add(grant)
    for (const key of allowing.flatMap((grant) => openConditions(grant, need))) assumed.add(key)
  }
  return {
    refused,
    used,
    unused: grants.filter((grant) => !used.has(grant)),
    byActionOnly: needs.filter((need) => need.resource === undefined && !refused.includes(need)),
    assumed,
  }
}

function allows(grant: Grant, need: Need): boolean {
  return (
    grant.function === need.function &&
    grant.action.toLowerCase() === need.action.toLowerCase() &&
    (need.resource === undefined || matches(grant.resource, need.resource)) &&
    Object.entries(grant.conditions).every(([key, value]) => matches(value, need.context[key] ?? value))
  )
}

function openConditions({ conditions }: Grant, { context }: Need): string[] {
  return Object.keys(conditions).filter((key) => !(key in context))
}

/** IAM's wildcards: `*` for any text, `?` for any character. An action that knows no resource is allowed by `*` only. */
export function matches(pattern: string, resource: string): boolean {
  if (resource === '*') return pattern === '*'
  const literal = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(resource)
}
