import canonicalize from 'canonicalize'
import { compareText } from '../model/compare-text.ts'
import type { GapLog } from '../model/gaps.ts'
import type { Sha256 } from '../model/blob.ts'
import type { Trigger, TriggerSource } from '../model/trigger.ts'
import { findSources } from './find-sources.ts'
import { readDefinition } from './read-definition.ts'
import type { Policy, Stated } from './read-policy.ts'
import { readPolicy } from './read-policy.ts'
import type { FoundSource } from './read-sources.ts'
import { readListed, readNamed, readPolled } from './read-sources.ts'
import type { TriggerScope } from './trigger-scope.ts'

/** What a function's triggers follow from. */
export interface TriggeredFunction {
  readonly name: string
  /** Of the function, its aliases and its versions; those that could be read. */
  readonly policies: readonly Policy[]
  /** ARNs of what its event source mappings poll. */
  readonly polled: readonly string[]
}

/** What wakes a function, in order; the same for the same answers of AWS, whichever order they came in. */
export interface TriggersReading {
  readonly triggers: Trigger[]
  readonly sources: TriggerSource[]
  /** Bytes of the definitions that `sources` name, by their hash. */
  readonly definitions: ReadonlyMap<Sha256, Uint8Array>
  /** What else the vault's index leads from to the function: see `TriggerKind`. Each once. */
  readonly alsoUnder: readonly string[]
}

/**
 * Reads what wakes a function, event source mappings excepted: the sources that its policies name, what the listed
 * kinds have for it, and facts of what its mappings poll. What cannot be read becomes a gap `triggers/...` or
 * `sources/...`; nothing that a policy allows is dropped.
 */
export async function readTriggers(
  scope: TriggerScope,
  { name, policies, polled }: TriggeredFunction,
  gaps: GapLog,
): Promise<TriggersReading> {
  const search = { name, scope, gaps }
  const allowed = policies.map(readPolicy)
  const grants = allowed.flatMap(({ grants }) => grants)
  const { named, unclaimed } = await findSources(scope, grants, gaps)
  const found = await Promise.all([
    ...named.map((source) => readNamed(search, source)),
    ...scope.listedSources.map((kind) => readListed(search, kind)),
    ...[...new Set(polled)].map(async (arn) => [await readPolled(search, arn)]),
  ])
  const unread = allowed.flatMap(({ unread }) => unread).map((stated) => ({ ...stated, principal: '*' }))
  const unknown = [...unclaimed, ...unread].map((stated) => unknownTrigger(stated, gaps))
  const sources = mergeSources(found.flat())
  const definitions = await Promise.all(sources.map((source) => readDefinition(search, source)))
  const triggers = inOrder([...found.flat().flatMap(({ triggers }) => triggers), ...unknown])
  return {
    triggers,
    sources: definitions.map(({ source }) => source),
    definitions: new Map(definitions.flatMap(({ bytes }) => bytes)),
    alsoUnder: [...new Set(triggers.flatMap(scope.alsoUnder))],
  }
}

/** What is allowed to somebody that Holdfast does not know: kept whole, and told. */
function unknownTrigger(
  { statement, whole, invokes, principal }: Stated & { readonly principal: string },
  gaps: GapLog,
): Trigger {
  const who = principal === '*' ? 'Somebody who is not named' : principal
  const message = `${who} may invoke by ${statement}; Holdfast does not know that service and keeps the statement.`
  gaps.add(`triggers/${principal}`, 'unsupported', message)
  return { kind: 'unknown', source: principal, invokes, settings: { statement: whole } }
}

/** Each source once, in order of ARN: a stream may be polled and named by a statement too. */
function mergeSources(found: readonly FoundSource[]): readonly FoundSource[] {
  const groups = Map.groupBy(found, ({ source }) => source.arn)
  const merged = [...groups.values()].map((same) => {
    const [best] = same.toSorted((a, b) => certainty(b) - certainty(a))
    const statements = [...new Set(same.flatMap(({ source }) => source.statements))].sort()
    const readings = same.flatMap(({ readings }) => readings)
    const triggers = same.flatMap(({ triggers }) => triggers)
    return best === undefined ? [] : [{ source: { ...best.source, statements }, triggers, readings }]
  })
  return merged.flat().toSorted((a, b) => compareText(a.source.arn, b.source.arn))
}

/** What one reader found is there, whatever others could not see. */
function certainty({ source: { exists } }: FoundSource): number {
  if (exists === true) return 2
  return exists === null ? 1 : 0
}

/** In order of kind, source, what is invoked and settings; the same trigger once. */
function inOrder(triggers: readonly Trigger[]): Trigger[] {
  const keyed = triggers.map((trigger) => ({ trigger, settings: canonicalize(trigger.settings) ?? '' }))
  const key = ({ trigger: { kind, source, invokes }, settings }: (typeof keyed)[number]) =>
    [kind, source, invokes, settings].join('\0')
  const once = new Map(keyed.map((one) => [key(one), one.trigger]))
  return [...once].toSorted(([a], [b]) => compareText(a, b)).map(([, trigger]) => trigger)
}
