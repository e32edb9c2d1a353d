import type { JsonObject } from '../model/json.ts'
import type { LayerContent } from '../model/manifest.ts'
import { announcedBlob, referenceRef } from './code-ref.ts'
import { given, objectsOf, textOf } from './members.ts'
import { compareText } from './normalise.ts'
import type { Reader } from './reading.ts'

/** Layers as they were read: for the manifest, and the URLs that came with them, by the hash of what they lead to. */
export interface LayersReading {
  readonly layers: LayerContent[]
  readonly locations: ReadonlyMap<string, string>
}

/**
 * Reads every layer version that `$LATEST` or a published version names, in order of ARN. A layer of another
 * account may be used without being readable: then it is a gap, and its ARN is recorded all the same.
 */
export async function readLayers(
  reader: Reader,
  configurations: readonly JsonObject[],
): Promise<LayersReading> {
  const arns = configurations.flatMap((one) => objectsOf(one, 'Layers').map((layer) => textOf(layer, 'Arn')))
  const named = [...new Set(arns)].filter((arn) => arn !== undefined).toSorted(compareText)
  const layers: LayerContent[] = []
  const locations = new Map<string, string>()
  for (const arn of named) {
    layers.push((await reader.known.layer(arn)) ?? (await readLayer(reader, arn, locations)))
  }
  return { layers, locations }
}

async function readLayer(
  { scope, gaps }: Reader,
  arn: string,
  locations: Map<string, string>,
): Promise<LayerContent> {
  const part = `layers/${arn}`
  const answer = await gaps.read(part, () => scope.layer(arn))
  if (answer === undefined) return { arn, description: {} }
  const description = { ...answer.description, Content: answer.content }
  const isReference = referenceRef(answer.content) !== undefined
  if (isReference) gaps.add(part, 'reference-mode', 'Lambda references the layer in S3 and keeps no copy.')
  const blob = isReference ? undefined : announcedBlob(answer.content)
  if (blob !== undefined && answer.location !== undefined) locations.set(blob.sha256, answer.location)
  return { arn, description, ...given({ blob }) }
}
