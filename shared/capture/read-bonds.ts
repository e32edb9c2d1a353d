import type { FunctionContent } from '../model/manifest.ts'
import { parseArn } from '../model/arn.ts'
import { textOf } from '../model/members.ts'
import type { Place } from '../triggers/kind.ts'
import type { Policy } from '../triggers/read-policy.ts'
import { readReferences } from '../triggers/read-references.ts'
import type { TriggersReading } from '../triggers/read-triggers.ts'
import { readTriggers } from '../triggers/read-triggers.ts'
import type { Leave } from './leave-out.ts'
import { leaveTriggersOut } from './leave-out.ts'
import { normaliseMapping, sorted } from './normalise.ts'
import type { Parts } from './read-settings.ts'
import type { Reader } from './reading.ts'

/** What wakes a function and what it needs: for the manifest, with the bytes of the definitions that it names. */
export interface Bonds extends Parts<
  Pick<FunctionContent, 'eventSourceMappings' | 'triggers' | 'sources' | 'references'>
> {
  readonly definitions: TriggersReading['definitions']
  readonly alsoUnder: TriggersReading['alsoUnder']
}

/**
 * Reads what wakes a function and what it needs, for both follow from what was read of it.
 *
 * @param content everything of the function but these
 * @param qualifiers its aliases and published versions, which may have mappings of their own
 */
export async function readBonds(
  reader: Reader,
  content: FunctionContent,
  qualifiers: readonly string[],
): Promise<Bonds> {
  const mappings = await readMappings(reader, qualifiers)
  const own = { ...content, ...mappings.content }
  const triggers = reader.scope.triggers(placeOf(content))
  const polled = (own.eventSourceMappings ?? []).map((mapping) => textOf(mapping, 'EventSourceArn'))
  const found = await readTriggers(
    triggers,
    { name: reader.name, policies: policiesOf(own), polled: polled.filter((arn) => arn !== undefined) },
    reader.gaps,
  )
  const references = await readReferences(triggers, own, reader.gaps)
  const { definitions, alsoUnder, ...woken } = found
  return { ...mappings, content: { ...mappings.content, ...woken, references }, definitions, alsoUnder }
}

/** Reads what a function needs alone, and says that what wakes it is left out. */
export async function readNeeds(
  { scope, gaps }: Reader,
  content: FunctionContent,
  leave: Leave,
): Promise<Bonds> {
  leaveTriggersOut(leave)
  const references = await readReferences(scope.triggers(placeOf(content)), content, gaps)
  return { content: { references }, observed: {}, definitions: new Map(), alsoUnder: [] }
}

async function readMappings(
  { scope, name, gaps }: Reader,
  qualifiers: readonly string[],
): Promise<Parts<Pick<FunctionContent, 'eventSourceMappings'>>> {
  const found = await gaps.read('eventSourceMappings', () => scope.mappings(name, qualifiers))
  if (found === undefined) return { content: {}, observed: {} }
  const mappings = sorted(found, 'UUID').flatMap((mapping) => normaliseMapping(mapping, gaps) ?? [])
  const observed = mappings.map(({ kept, observed }) => [textOf(kept, 'UUID') ?? '', observed] as const)
  return {
    content: { eventSourceMappings: mappings.map(({ kept }) => kept) },
    observed: { eventSourceMappings: Object.fromEntries(observed) },
  }
}

function placeOf({ configuration }: FunctionContent): Place {
  const {
    partition = 'aws',
    account = '',
    region = '',
  } = parseArn(textOf(configuration, 'FunctionArn') ?? '') ?? {}
  return { partition, account, region }
}

/** Every policy that could be read, under its name in the manifest. */
function policiesOf({
  configuration,
  policy,
  aliases = [],
  versions = [],
}: FunctionContent): readonly Policy[] {
  const own = textOf(configuration, 'FunctionArn') ?? ''
  const all = [
    { part: 'policy', invokes: own, document: policy },
    ...aliases.map((alias) => ({
      part: `aliases/${alias.name}/policy`,
      invokes: `${own}:${alias.name}`,
      document: alias.policy,
    })),
    ...versions.map((one) => ({
      part: `versions/${one.version}/policy`,
      invokes: `${own}:${one.version}`,
      document: one.policy,
    })),
  ]
  return all.flatMap(({ document, ...rest }) => (document === undefined ? [] : [{ ...rest, document }]))
}
