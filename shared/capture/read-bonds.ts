import type { FunctionContent } from '../model/manifest.ts'
import { parseArn } from '../model/arn.ts'
import { textOf } from '../model/members.ts'
import type { Place } from '../triggers/kind.ts'
import type { Policy } from '../triggers/read-policy.ts'
import { readReferences } from '../triggers/read-references.ts'
import type { TriggersReading } from '../triggers/read-triggers.ts'
import { readTriggers } from '../triggers/read-triggers.ts'
import type { Reader } from './reading.ts'

/** What wakes a function and what it needs: for the manifest, with the bytes of the definitions that it names. */
export interface Bonds {
  readonly content: Required<Pick<FunctionContent, 'triggers' | 'sources' | 'references'>>
  readonly definitions: TriggersReading['definitions']
}

/**
 * Reads what wakes a function and what it needs, for both follow from what was read of it.
 *
 * @param content everything of the function but these
 */
export async function readBonds({ scope, name, gaps }: Reader, content: FunctionContent): Promise<Bonds> {
  const triggers = scope.triggers(placeOf(content))
  const polled = (content.eventSourceMappings ?? []).map((mapping) => textOf(mapping, 'EventSourceArn'))
  const found = await readTriggers(
    triggers,
    { name, policies: policiesOf(content), polled: polled.filter((arn) => arn !== undefined) },
    gaps,
  )
  const references = await readReferences(triggers, content, gaps)
  const { definitions, ...woken } = found
  return { content: { ...woken, references }, definitions }
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
