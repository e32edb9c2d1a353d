import { GapLog } from '../model/gaps.ts'
import { objectOf, textOf, textsOf } from '../model/members.ts'
import { compareText } from '../model/compare-text.ts'
import type { DistributionContent } from '../model/edge.ts'
import type { JsonObject } from '../model/json.ts'
import type { CloudFrontApi, Described } from '../ports/cloudfront-api.ts'
import { behaviorsOf, connectionFunctionOf, pinnedArns } from './behaviors.ts'
import type { EdgeReading } from './edge-reading.ts'
import type { PinPorts } from './pinned-versions.ts'
import { blobOfPin, resolvePin } from './pinned-versions.ts'
import { splitVolatile } from './split-volatile.ts'

/** What a distribution says of itself; the same facts stand in its summary in a listing. */
export type DistributionFacts = Omit<DistributionContent, 'pins'>

/**
 * Reads what concerns functions in a distribution, in one call, and makes sure that the code of each Lambda@Edge
 * version that it runs is in the vault.
 *
 * @returns `undefined` when there is no such distribution
 * @throws errors of GetDistribution
 */
export async function readDistribution(
  {
    cloudfront,
    pins,
  }: { readonly cloudfront: Pick<CloudFrontApi, 'getDistribution'>; readonly pins: PinPorts },
  id: string,
): Promise<EdgeReading<DistributionContent> | undefined> {
  const found = await cloudfront.getDistribution(id)
  return found && complete(pins, found)
}

/** Facts of a distribution with its `DistributionConfig`. */
export function describedFacts(description: JsonObject): DistributionFacts {
  return factsOf(description, objectOf(description, 'DistributionConfig'))
}

/** Facts of a distribution's summary in a listing, where everything is on one level. */
export function summaryFacts(summary: JsonObject): DistributionFacts {
  return factsOf(summary, summary)
}

async function complete(
  pinPorts: PinPorts,
  { description, etag }: Described,
): Promise<EdgeReading<DistributionContent>> {
  const gaps = new GapLog()
  const facts = describedFacts(description)
  const pins = []
  for (const arn of pinnedArns(facts.behaviors)) pins.push(await resolvePin(pinPorts, gaps, arn))
  if (facts.connectionFunction !== null) {
    gaps.add('connectionFunction/code', 'unsupported', 'Connection functions are not backed up.')
  }
  const { observed } = splitVolatile('Distribution', description)
  const blobs = pins.map(blobOfPin).filter((blob) => blob !== undefined)
  const named = blobs.map((blob) => ({ blob }))
  return { content: { ...facts, pins }, observed: { ...observed, ETag: etag }, gaps, named }
}

function factsOf(holder: JsonObject, config: JsonObject): DistributionFacts {
  return {
    id: textOf(holder, 'Id') ?? '',
    arn: textOf(holder, 'ARN') ?? '',
    domainName: textOf(holder, 'DomainName') ?? '',
    aliases: textsOf(objectOf(config, 'Aliases'), 'Items').toSorted(compareText),
    comment: textOf(config, 'Comment') ?? '',
    enabled: config['Enabled'] === true,
    staging: config['Staging'] === true,
    behaviors: [...behaviorsOf(config)],
    connectionFunction: connectionFunctionOf(config),
  }
}
