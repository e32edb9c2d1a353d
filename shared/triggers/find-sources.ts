import type { GapLog } from '../model/gaps.ts'
import { isClaimed } from './principals.ts'
import type { PolicyReading, Stated } from './read-policy.ts'
import type { PolicySource, TriggerScope } from './trigger-scope.ts'

/** A source that statements name, and the kinds that it may be of. */
export interface NamedSource {
  readonly arn: string
  readonly kinds: Set<PolicySource>
  /** Names of the statements: `policy/<Sid>`. */
  readonly statements: Set<string>
  /** Whether some statement names it, and not just a pattern that many fit. */
  isMeant: boolean
}

/** Where the statements of a function lead. */
export interface FoundSources {
  readonly named: readonly NamedSource[]
  /** Statements of services that no kind claims, each with the service. */
  readonly unclaimed: readonly (Stated & { readonly principal: string })[]
}

type SourcedGrant = PolicyReading['grants'][number]

/**
 * Follows each grant to the sources that it names, through every kind that claims its principal: two kinds may share
 * one, and only reading the source tells whose it is. What cannot be followed becomes a gap that names the principal.
 */
export async function findSources(
  { policySources }: TriggerScope,
  grants: readonly SourcedGrant[],
  gaps: GapLog,
): Promise<FoundSources> {
  const claimed = grants.map((one) => ({ one, kinds: policySources.filter((kind) => claims(kind, one)) }))
  const named = new Map<string, NamedSource>()
  await Promise.all(
    claimed
      .filter(({ kinds }) => kinds.length > 0)
      .map(async ({ one, kinds }) => {
        for (const { kind, arn } of await follow(one, kinds, gaps)) add(named, { kind, arn, one })
      }),
  )
  const unclaimed = claimed.filter(({ kinds }) => kinds.length === 0).map(({ one }) => one)
  return {
    named: [...named.values()],
    unclaimed: unclaimed.map((one) => ({ ...one, principal: one.grant.principal })),
  }
}

function claims({ principals }: PolicySource, { grant }: SourcedGrant): boolean {
  return principals.some((pattern) => isClaimed(grant.principal, pattern))
}

interface Lead {
  readonly kind: PolicySource
  readonly arn: string
}

async function follow(
  { grant, statement }: SourcedGrant,
  kinds: readonly PolicySource[],
  gaps: GapLog,
): Promise<readonly Lead[]> {
  const { principal, sourceArn = principal } = grant
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const arns = await gaps.read(
        `triggers/${kind.name}/${sourceArn}`,
        async () => (await kind.find(grant)) ?? null,
      )
      return { kind, arns }
    }),
  )
  if (found.every(({ arns }) => arns === null)) {
    gaps.add(
      `triggers/${principal}`,
      'unsupported',
      `${principal} may invoke by ${statement}, which does not name its source exactly, and cannot be asked.`,
    )
  }
  return found.flatMap(({ kind, arns }) => (arns ?? []).map((arn) => ({ kind, arn })))
}

function add(
  named: Map<string, NamedSource>,
  { kind, arn, one }: Lead & { readonly one: SourcedGrant },
): void {
  const source = named.get(arn) ?? { arn, kinds: new Set(), statements: new Set(), isMeant: false }
  source.isMeant ||= isNamed(arn, one)
  source.kinds.add(kind)
  source.statements.add(one.statement)
  named.set(arn, source)
}

/** What stands before the first wildcard says which source it is: `arn:...:log-group:/orders:*`. */
function isNamed(arn: string, { grant: { sourceArn = '' } }: SourcedGrant): boolean {
  const [literal = ''] = sourceArn.split(/[*?]/)
  return literal.startsWith(arn)
}
