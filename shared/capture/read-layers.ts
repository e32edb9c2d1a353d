import type { JsonObject } from '../model/json.ts'
import type { LayerContent } from '../model/manifest.ts'
import { parseFunctionName } from '../model/function-arn.ts'
import { announcedBlob, referenceRef } from './code-ref.ts'
import type { LastingLayer } from './known.ts'
import { given, objectsOf, textOf } from '../model/members.ts'
import { compareText } from '../model/compare-text.ts'
import { normalisePolicy } from './normalise.ts'
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
  const own = parseFunctionName(textOf(configurations[0] ?? {}, 'FunctionArn') ?? '')?.account ?? 'unknown'
  const layers: LayerContent[] = []
  const locations = new Map<string, string>()
  for (const arn of named) {
    const layer = (await reader.known.layer(arn)) ?? (await readLayer(reader, arn, locations))
    const policy = accountOf(arn) === own ? await readPolicy(reader, arn) : undefined
    layers.push({ ...layer, ...given({ policy }) })
  }
  return { layers, locations }
}

/** Who else may use the layer version. */
function readPolicy({ scope, gaps }: Reader, arn: string) {
  return gaps.read(`layers/${arn}/policy`, async () => normalisePolicy(await scope.layerPolicy(arn)))
}

/** `arn:aws:lambda:eu-west-1:123456789012:layer:name:3`. */
function accountOf(layerArn: string): string | undefined {
  return layerArn.split(':')[4]
}

async function readLayer(
  { scope, gaps }: Reader,
  arn: string,
  locations: Map<string, string>,
): Promise<LastingLayer> {
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
