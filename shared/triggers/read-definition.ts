import { createHash } from 'node:crypto'
import type { Sha256 } from '../model/blob.ts'
import type { TriggerSource } from '../model/trigger.ts'
import type { FoundSource, Search } from './read-sources.ts'

/** A source that names its definition, and the definition's bytes; none when it has none or could not be read. */
export interface DefinedSource {
  readonly source: TriggerSource
  readonly bytes: readonly (readonly [Sha256, Uint8Array])[]
}

/** Reads the definition of a source as a whole, if it has one and triggers of the function come from it. */
export async function readDefinition({ scope, gaps }: Search, found: FoundSource): Promise<DefinedSource> {
  const { source, readings, triggers } = found
  const reading = readings.find(({ definition }) => definition !== undefined)
  const [trigger] = triggers
  if (reading === undefined || trigger === undefined) return { source, bytes: [] }
  const part = `triggers/${trigger.kind}/${source.arn}/definition`
  const bytes = await gaps.read(part, () => scope.definition(reading))
  if (bytes === undefined) return { source, bytes: [] }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { source: { ...source, definition: { sha256, size: bytes.length } }, bytes: [[sha256, bytes]] }
}
