import { buffer } from 'node:stream/consumers'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { normaliseStage } from '../../edge/read-edge-function.ts'
import { NotFoundError } from '../../errors.ts'
import type { CloudFrontFunctionContent } from '../../model/edge.ts'
import type { JsonObject } from '../../model/json.ts'
import { objectOf, objectsOf, textOf } from '../../model/members.ts'
import type { CloudFrontApi, FunctionStage } from '../../ports/cloudfront-api.ts'
import type { Vault } from '../../ports/vault.ts'
import { createNaming } from '../naming.ts'
import type { RestorePorts } from '../restore-ports.ts'
import type { StepContext } from '../step-action.ts'
import { edgePlaceOf } from './edge-place.ts'
import { edgePoint } from './edge-safety.ts'

/** A stage as manifests call it. */
export type StageName = 'development' | 'live'

/** Input of steps: which stage of the point, and the names of the key value stores by the ARNs that they had. */
export const StageRef = z.object({
  point: z.string(),
  stage: z.enum(['development', 'live']),
  stores: z.record(z.string(), z.string()),
})
export type StageRef = z.infer<typeof StageRef>

/** Configuration and source of one stage. */
export interface StageState {
  readonly configuration: JsonObject
  readonly code: Uint8Array
}

/** A stage of the point as the target will have it: key value stores by the ARNs that they have by now. */
export async function restoredStage(
  ports: RestorePorts,
  context: StepContext,
  { point, stage, stores }: StageRef,
): Promise<StageState> {
  const { content } = await edgePoint(context, 'cloudfront-function', point)
  const state = await storedStage(ports.vault, content, stage)
  if (state === undefined) throw new NotFoundError(`The recovery point has no source of the stage ${stage}.`)
  const arns = await storeArns(edgePlaceOf(ports).cloudfront, stores)
  const { text } = createNaming(context.plan.request.map, context.item)
  return { ...state, configuration: withStores(state.configuration, (arn) => arns.get(arn) ?? text(arn)) }
}

/** A stage as a point has it; `undefined` when the point has no such stage, or not its source. */
export async function storedStage(
  vault: Pick<Vault, 'openBlob'>,
  content: CloudFrontFunctionContent,
  stage: StageName,
): Promise<StageState | undefined> {
  const { configuration, code } = content[stage] ?? {}
  if (configuration === undefined || code === undefined) return undefined
  return { configuration, code: await buffer(await vault.openBlob(code.sha256)) }
}

/** The ARNs that key value stores have now, by those that they had. @throws NotFoundError when one is not there */
export async function storeArns(
  cloudfront: Pick<CloudFrontApi, 'describeKeyValueStore'>,
  stores: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  const arns = new Map<string, string>()
  for (const [old, name] of Object.entries(stores)) {
    const found = await cloudfront.describeKeyValueStore(name)
    const arn = found && textOf(found.description, 'ARN')
    if (arn === undefined) throw new NotFoundError(`There is no key value store ${name}.`)
    arns.set(old, arn)
  }
  return arns
}

/** ARNs of the key value stores that a configuration names. */
export function storesIn(configuration: JsonObject): readonly string[] {
  const items = objectsOf(objectOf(configuration, 'KeyValueStoreAssociations'), 'Items')
  return items.map((one) => textOf(one, 'KeyValueStoreARN')).filter((arn) => arn !== undefined)
}

/** A configuration with other ARNs of key value stores, in the form in which stages are compared. */
export function withStores(configuration: JsonObject, rename: (arn: string) => string): JsonObject {
  const associations = objectOf(configuration, 'KeyValueStoreAssociations')
  const Items = storesIn(configuration).map((arn) => ({ KeyValueStoreARN: rename(arn) }))
  return normaliseStage({ ...configuration, KeyValueStoreAssociations: { ...associations, Items } })
}

/** A configuration as requests say it: associations with nothing are left out. */
export function stageInput(configuration: JsonObject): JsonObject {
  const { KeyValueStoreAssociations: associations, ...rest } = configuration
  const isNone = associations === undefined || storesIn(configuration).length === 0
  return isNone ? rest : { ...rest, KeyValueStoreAssociations: associations }
}

/** A stage as it is now, and the ETag of that state; `undefined` when the function has no such stage. */
export async function presentStage(
  cloudfront: Pick<CloudFrontApi, 'describeFunction' | 'getFunctionCode'>,
  name: string,
  stage: FunctionStage,
): Promise<{ readonly state: StageState; readonly etag: string } | undefined> {
  const described = await cloudfront.describeFunction(name, stage)
  const source = await cloudfront.getFunctionCode(name, stage)
  if (described === undefined || source === undefined) return undefined
  const configuration = normaliseStage(objectOf(described.description, 'FunctionConfig'))
  // A change between the two answers shows when the ETag of the first is used.
  return { state: { configuration, code: source.code }, etag: described.etag }
}

/** Whether two stages are the same to viewers. */
export function isSameStage(a: StageState, b: StageState): boolean {
  return isDeepStrictEqual(a.configuration, b.configuration) && Buffer.from(a.code).equals(b.code)
}
