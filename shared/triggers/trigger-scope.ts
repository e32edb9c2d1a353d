import { UnsupportedError } from '../errors.ts'
import { parseArn } from '../model/arn.ts'
import { eachOnce, once } from '../model/each-once.ts'
import { parseFunctionName } from '../model/function-arn.ts'
import type { Trigger } from '../model/trigger.ts'
import type { FactsKind } from './facts-kind.ts'
import type { Grant, Place, PolicyReader, SourceReading, TriggerKind } from './kind.ts'
import { isWhole } from './listing-shelf.ts'
import type { TriggerPorts } from './trigger-ports.ts'

/** Plain facts of a resource; `undefined` when there is none of that ARN. */
export type Facts = Awaited<ReturnType<FactsKind['read']>>

/** A kind whose triggers need a statement in the function's resource policy. */
export interface PolicySource extends Pick<TriggerKind, 'name'>, Pick<PolicyReader, 'principals'> {
  readonly find: (grant: Grant) => Promise<readonly string[] | undefined>
  /** One source; `undefined` when there is none of that ARN. Read once. */
  readonly read: (arn: string) => Promise<SourceReading | undefined>
}

/** A kind whose triggers are listed for a whole region. */
export interface ListedSource extends Pick<TriggerKind, 'name'> {
  /** What it has for the functions of a name, in whichever account and region. Listed once. */
  readonly invoking: (name: string) => Promise<ListedReadings>
}

export interface ListedReadings {
  /** The sources that invoke a function of that name. */
  readonly readings: readonly SourceReading[]
  /** Sources that could not be looked into: nobody knows what they invoke. */
  readonly unread: readonly SourceReading[]
}

/** The sources of triggers as the functions of one region share them: whoever asks, each is read once. */
export interface TriggerScope {
  readonly place: Place
  readonly policySources: readonly PolicySource[]
  readonly listedSources: readonly ListedSource[]
  /** @throws UnsupportedError when facts of that service are not read */
  readonly facts: (arn: string) => Promise<Facts>
  /** The bytes of a source's definition; `undefined` when it has none. */
  readonly definition: (reading: SourceReading) => Promise<Uint8Array | undefined>
  /** As in `TriggerKind`; nothing for a trigger of a kind that is not known. */
  readonly alsoUnder: (trigger: Trigger) => readonly string[]
}

/**
 * The triggers of one region, for as long as one capture or one run lasts. Failures that may pass are not kept.
 *
 * @param notBefore listings must have been begun after this (see ListingShelf)
 */
export function triggerScope(ports: TriggerPorts, place: Place, notBefore: Date | undefined): TriggerScope {
  return {
    place,
    policySources: ports.kinds.flatMap((kind) => policySource(ports, place, kind)),
    listedSources: ports.kinds.flatMap((kind) => listedSource(ports, place, { kind, notBefore })),
    facts: eachOnce(async (arn: string) => factsKind(ports, arn).read(ports.aws, arn)),
    definition: eachOnce(async (reading: SourceReading) => reading.definition?.()),
    alsoUnder: (trigger) => ports.kinds.find(({ name }) => name === trigger.kind)?.alsoUnder?.(trigger) ?? [],
  }
}

function policySource({ aws }: TriggerPorts, place: Place, { name, reader }: TriggerKind): PolicySource[] {
  if (reader.by !== 'policy') return []
  const read = eachOnce(
    (arn: string) => reader.read(aws, arn, place),
    (found) => found === undefined || isWhole([found]),
  )
  return [{ name, principals: reader.principals, find: (grant) => reader.find(aws, grant, place), read }]
}

function listedSource(
  { aws, shelf }: TriggerPorts,
  place: Place,
  { kind, notBefore }: { readonly kind: TriggerKind; readonly notBefore: Date | undefined },
): ListedSource[] {
  const { name, reader } = kind
  if (reader.by !== 'list') return []
  const list = once(
    async () => {
      const listing = await shelf.take(name, notBefore, () => reader.list(aws, place))
      return { of: byFunction(listing), lasts: isWhole(listing) }
    },
    ({ lasts }) => lasts,
  )
  return [{ name, invoking: async (name) => (await list()).of(name) }]
}

/** Puts sources under the names of the functions that they invoke, for many functions ask. */
function byFunction(listing: readonly SourceReading[]): (name: string) => ListedReadings {
  const named = listing.flatMap((reading) => {
    const names = reading.triggers.map(({ invokes }) => parseFunctionName(invokes)?.name ?? invokes)
    return [...new Set(names)].map((name) => ({ name, reading }))
  })
  const groups = Map.groupBy(named, ({ name }) => name)
  const unread = listing.filter(({ triggers, gaps = [] }) => triggers.length === 0 && gaps.length > 0)
  return (name) => ({ readings: (groups.get(name) ?? []).map(({ reading }) => reading), unread })
}

function factsKind({ facts }: TriggerPorts, arn: string): FactsKind {
  const service = parseArn(arn)?.service
  const found = facts.find((one) => one.service === service)
  if (found !== undefined) return found
  throw new UnsupportedError(`Holdfast reads nothing of ${service ?? 'what has no ARN'}.`, {
    evidence: { arn },
  })
}
