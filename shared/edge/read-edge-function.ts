import { GapLog } from '../model/gaps.ts'
import { given, objectOf, objectsOf, textOf } from '../model/members.ts'
import { sorted } from '../capture/normalise.ts'
import type { CloudFrontFunctionContent, FunctionStageContent } from '../model/edge.ts'
import type { JsonObject } from '../model/json.ts'
import type { CloudFrontApi, Described, FunctionStage } from '../ports/cloudfront-api.ts'
import type { Clock } from '../ports/runtime.ts'
import type { EdgeReading, NamedBytes } from './edge-reading.ts'
import { nameBytes } from './name-bytes.ts'
import { readSettled } from './read-settled.ts'
import { splitVolatile } from './split-volatile.ts'

/** Where a CloudFront function is read. */
export interface EdgeSources {
  readonly cloudfront: CloudFrontApi
  readonly clock: Pick<Clock, 'sleep'>
}

/** One stage, in its two answers. */
interface StageReading {
  /** `null`: there is no source; `undefined`: it could not be read, and there is a gap. */
  readonly code: { readonly code: Uint8Array; readonly etag: string } | null | undefined
  readonly described: Described | undefined
}

/**
 * Reads a CloudFront function: source and configuration of both stages, and tags. The answers about LIVE come
 * between those about DEVELOPMENT, and both answers about a stage carry its ETag: equal ETags prove that there was
 * a moment at which all of it was so.
 *
 * @returns `undefined` when there is no such function
 * @throws FunctionChangingError when it changed each time; errors of DescribeFunction
 */
export async function readEdgeFunction(
  { cloudfront, clock }: EdgeSources,
  name: string,
): Promise<EdgeReading<CloudFrontFunctionContent> | undefined> {
  return readSettled(clock, name, () => readOnce(cloudfront, name))
}

async function readOnce(cloudfront: CloudFrontApi, name: string) {
  const gaps = new GapLog()
  const codeOf = (stage: FunctionStage) =>
    gaps.read(
      `${stage.toLowerCase()}/code`,
      async () => (await cloudfront.getFunctionCode(name, stage)) ?? null,
    )
  const developed = await codeOf('DEVELOPMENT')
  const published = await codeOf('LIVE')
  const live = { code: published, described: await cloudfront.describeFunction(name, 'LIVE') }
  const development = { code: developed, described: await cloudfront.describeFunction(name, 'DEVELOPMENT') }
  if (!isOneState(live) || !isOneState(development)) return 'changing'
  if (development.described === undefined) return undefined
  return assemble(cloudfront, gaps, development.described, { development, live })
}

function isOneState({ code, described }: StageReading): boolean {
  return code === undefined || code?.etag === described?.etag
}

async function assemble(
  cloudfront: CloudFrontApi,
  gaps: GapLog,
  { description }: Described,
  stages: { readonly development: StageReading; readonly live: StageReading },
): Promise<EdgeReading<CloudFrontFunctionContent>> {
  const arn = textOf(objectOf(description, 'FunctionMetadata'), 'FunctionARN') ?? ''
  const tags = await gaps.read('tags', () => cloudfront.listTags(arn))
  const development = stageOf(stages.development)
  const live = stageOf(stages.live)
  const content = {
    arn,
    ...given({ development: development?.content }),
    live: live?.content ?? null,
    ...given({ tags }),
  }
  const observed = given({ development: development?.observed, live: live?.observed }) as JsonObject
  return { content, observed, gaps, named: [...(development?.named ?? []), ...(live?.named ?? [])] }
}

/** `undefined`: the function does not have this stage. */
function stageOf({ code, described }: StageReading) {
  if (described === undefined) return undefined
  const { kept, observed } = splitVolatile('FunctionSummary', described.description)
  const named = code ? nameBytes(code.code) : undefined
  const content: FunctionStageContent = {
    configuration: normaliseStage(objectOf(kept, 'FunctionConfig')),
    ...given({ code: named?.blob }),
  }
  const bytes: readonly NamedBytes[] = named === undefined ? [] : [named]
  return { content, observed: { ...observed, ETag: described.etag }, named: bytes }
}

/**
 * Configuration of a stage as points have it. AWS leaves the associations out, or empty, where there are none, and
 * returns them in no order.
 */
export function normaliseStage(configuration: JsonObject): JsonObject {
  const items = objectsOf(objectOf(configuration, 'KeyValueStoreAssociations'), 'Items')
  const associations = { Quantity: items.length, Items: sorted(items, 'KeyValueStoreARN') }
  return { ...configuration, KeyValueStoreAssociations: associations }
}
