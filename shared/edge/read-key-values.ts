import { GapLog } from '../model/gaps.ts'
import { given, numberOf, textOf } from '../model/members.ts'
import type { KeyValueStoreContent } from '../model/edge.ts'
import type { JsonObject } from '../model/json.ts'
import type { CloudFrontApi, Described, KeyValue } from '../ports/cloudfront-api.ts'
import type { EdgeReading } from './edge-reading.ts'
import { encodePairs, nameBytes } from './name-bytes.ts'
import type { EdgeSources } from './read-edge-function.ts'
import { readSettled } from './read-settled.ts'
import { splitVolatile } from './split-volatile.ts'

/** Pairs together with what the data plane says of them. */
interface PairsReading {
  readonly pairs: readonly KeyValue[]
  readonly observed: JsonObject
  /** Whether all of them stood in the store at one moment. */
  readonly isOneState: boolean
}

/**
 * Reads a key value store: its settings, every pair, its tags. The pairs come page by page, so the data plane's
 * ETag is compared before and after. A store that is written to all the time is kept all the same, each pair as it
 * was at some moment of the reading, with the gap `pairs/consistency`: a backup that is a little blurred beats none.
 *
 * @returns `undefined` when there is no such store
 * @throws errors of DescribeKeyValueStore
 */
export async function readKeyValueStore(
  { cloudfront, clock }: EdgeSources,
  name: string,
): Promise<EdgeReading<KeyValueStoreContent> | undefined> {
  return readSettled(clock, name, async (isLast) => {
    const described = await cloudfront.describeKeyValueStore(name)
    return described && readOnce(cloudfront, described, isLast)
  })
}

async function readOnce(
  cloudfront: CloudFrontApi,
  { description, etag }: Described,
  isLast: boolean,
): Promise<EdgeReading<KeyValueStoreContent> | 'changing'> {
  const gaps = new GapLog()
  const arn = textOf(description, 'ARN') ?? ''
  const found = await gaps.read('pairs', () => readPairs(cloudfront, arn))
  if (isBlurred(found) && !isLast) return 'changing'
  if (isBlurred(found)) noteBlur(gaps, found)
  const tags = await gaps.read('tags', () => cloudfront.listTags(arn))
  const { kept, observed } = splitVolatile('KeyValueStore', description)
  const named = found ? nameBytes(encodePairs(found.pairs)) : undefined
  const pairs = named && { blob: named.blob, count: found?.pairs.length ?? 0 }
  return {
    content: { arn, configuration: kept, ...given({ pairs, tags }) },
    observed: { ...observed, ETag: etag, ...given({ pairs: found?.observed }) },
    gaps,
    named: named === undefined ? [] : [named],
  }
}

/** @returns `null` when the data plane does not know the store: it is being made, or deleted */
async function readPairs(cloudfront: CloudFrontApi, arn: string): Promise<PairsReading | null> {
  const before = await cloudfront.describeKeyValues(arn)
  const pairs = await cloudfront.listKeyValues(arn)
  const after = await cloudfront.describeKeyValues(arn)
  if (pairs === undefined || after === undefined) return null
  const isComplete = numberOf(after.description, 'ItemCount') === pairs.length
  return {
    pairs,
    observed: {
      ...splitVolatile('DescribeKeyValueStoreResponse', after.description).observed,
      ETag: after.etag,
    },
    isOneState: before?.etag === after.etag && isComplete,
  }
}

/** `undefined` is a gap already. */
function isBlurred(found: PairsReading | null | undefined): boolean {
  return found !== undefined && found?.isOneState !== true
}

function noteBlur(gaps: GapLog, found: PairsReading | null | undefined): void {
  if (found)
    gaps.add('pairs/consistency', 'changed-while-reading', 'The pairs changed each time that they were read.')
  else gaps.add('pairs', 'still-updating', 'The store is there, its pairs are not yet, or not any more.')
}
