import { compareText } from '../model/compare-text.ts'
import type { GapLog } from '../model/gaps.ts'
import type { FunctionContent, Gap, GapReason } from '../model/manifest.ts'
import { textOf } from '../model/members.ts'
import type { Reference } from '../model/trigger.ts'
import { missingSubnets, namedReferences } from './named-references.ts'
import type { TriggerScope } from './trigger-scope.ts'

/**
 * Whether everything that a function names and needs is there, in order of ARN. What was found out already while the
 * function was read costs no further call; the rest is asked for by facts/. What cannot be told becomes a gap
 * `references/<ARN>`, unless one of the capture's own says so.
 *
 * @param content everything of the function but its references
 */
export async function readReferences(
  { facts }: Pick<TriggerScope, 'facts'>,
  content: FunctionContent,
  gaps: GapLog,
): Promise<Reference[]> {
  const known = knownReferences(content, gaps.all)
  const groups = Map.groupBy(namedReferences(content), ({ arn }) => arn)
  const references = [...groups].map(async ([arn, named]): Promise<Reference> => {
    const as = [...new Set(named.map((one) => one.as))].sort()
    const told = known.get(arn)
    if (told !== undefined) return { arn, as, exists: told }
    const found = await gaps.read(`references/${arn}`, async () => (await facts(arn)) !== undefined)
    return { arn, as, exists: found ?? null }
  })
  return (await Promise.all(references)).toSorted((a, b) => compareText(a.arn, b.arn))
}

/** Reasons why the bytes of something are not in the vault although it is there. */
const NOT_MISSING: ReadonlySet<GapReason> = new Set(['reference-mode', 'left-out-by-plan'])

/**
 * What the capture has found out. A layer whose bytes the vault has counts as there: nothing more is needed of it.
 */
function knownReferences(
  content: FunctionContent,
  gaps: readonly Gap[],
): ReadonlyMap<string, boolean | null> {
  const gapOf = (part: string) => gaps.find((gap) => gap.part === part)?.reason
  const whether = (part: string) => {
    const reason = gapOf(part)
    if (reason === 'not-found') return false
    return reason === undefined || NOT_MISSING.has(reason) ? true : null
  }
  const { configuration, layers = [], capacityProviders = [], role, codeSigning } = content
  const known: [string | undefined, boolean | null][] = [
    [textOf(configuration, 'Role'), role === undefined ? null : role !== null],
    [textOf(codeSigning ?? {}, 'CodeSigningConfigArn'), true],
    ...layers.map(({ arn }): [string, boolean | null] => [arn, whether(`layers/${arn}`)]),
    ...missingSubnets(content).map((arn): [string, boolean] => [arn, false]),
    ...capacityProviders.map((one): [string | undefined, boolean] => [
      textOf(one, 'CapacityProviderArn'),
      true,
    ]),
    ...gaps.flatMap(unreadProvider),
  ]
  return new Map(known.flatMap(([arn, told]) => (arn === undefined ? [] : [[arn, told] as const])))
}

const PROVIDERS = 'capacityProviders/'

/** A capacity provider that the capture could not read. */
function unreadProvider({ part, reason }: Gap): [string, boolean | null][] {
  return part.startsWith(PROVIDERS)
    ? [[part.slice(PROVIDERS.length), reason === 'not-found' ? false : null]]
    : []
}
