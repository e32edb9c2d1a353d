import type { JsonObject } from '../model/json.ts'
import type { FunctionContent, Gap } from '../model/manifest.ts'
import type { FunctionDescription } from '../ports/lambda-api.ts'
import { isImage } from './code-ref.ts'
import type { GapLog } from '../model/gaps.ts'
import { given, textOf } from '../model/members.ts'
import { normalisePolicy, refusalReason, sorted, split } from './normalise.ts'
import type { Reader } from './reading.ts'
import type { VolatileShape } from './volatile-fields.ts'

/** What is set beside the configuration of `$LATEST`. */
export type Settings = Pick<
  FunctionContent,
  | 'tags'
  | 'reservedConcurrency'
  | 'policy'
  | 'urls'
  | 'eventInvoke'
  | 'codeSigning'
  | 'runtimeManagement'
  | 'recursion'
  | 'scaling'
>

/** What was read of one or several parts: for the manifest, and what changes by itself. */
export interface Parts<Content> {
  readonly content: Content
  readonly observed: JsonObject
}

/** Reads what is set beside the configuration of `$LATEST`: one call each, and none for what cannot be there. */
export async function readSettings(
  reader: Reader,
  description: FunctionDescription,
): Promise<Parts<Settings>> {
  const { lambda, name, gaps } = reader
  const policy = await gaps.read('policy', async () => normalisePolicy(await lambda.getPolicy({ name })))
  const urls = await readList(gaps, 'urls', 'FunctionUrlConfig', () => lambda.listFunctionUrls(name))
  const eventInvoke = await readList(gaps, 'eventInvoke', 'FunctionEventInvokeConfig', () =>
    lambda.listEventInvokeConfigs(name),
  )
  const recursion = await gaps.read('recursion', async () => (await lambda.getRecursion(name)) ?? null)
  const content = given({
    tags: tagsOf(description, gaps),
    reservedConcurrency: description.reservedConcurrency ?? null,
    policy,
    urls: urls?.content,
    eventInvoke: eventInvoke?.content,
    recursion,
    codeSigning: await readCodeSigning(reader, description.configuration),
    ...(await readVersionSettings(reader, description.configuration, '$LATEST')),
  })
  const observed = given({ urls: urls?.observed, eventInvoke: eventInvoke?.observed })
  return { content, observed }
}

/**
 * Reads what is set for `$LATEST` or one published version: runtime management, which images have not, and
 * scaling, which only functions on a capacity provider have.
 */
export async function readVersionSettings(
  { lambda, name, gaps }: Reader,
  configuration: JsonObject,
  qualifier: string,
) {
  const ref = qualifier === '$LATEST' ? { name } : { name, qualifier }
  const prefix = qualifier === '$LATEST' ? '' : `versions/${qualifier}/`
  const runtimeManagement = isImage(configuration)
    ? null
    : await gaps.read(
        `${prefix}runtimeManagement`,
        async () => (await lambda.getRuntimeManagement(ref)) ?? null,
      )
  const scaling =
    configuration['CapacityProviderConfig'] === undefined
      ? null
      : await gaps.read(`${prefix}scaling`, async () => requested(await lambda.getScaling(ref)))
  return given({ runtimeManagement, scaling })
}

/** Reads a list whose items belong to a function or its qualifiers, in order of `FunctionArn`. */
export async function readList(
  gaps: GapLog,
  part: Gap['part'],
  shape: VolatileShape,
  list: () => Promise<readonly JsonObject[]>,
): Promise<{ readonly content: JsonObject[]; readonly observed: JsonObject } | undefined> {
  const found = await gaps.read(part, list)
  if (found === undefined) return undefined
  const items = sorted(found, 'FunctionArn').map((item) => split(shape, item))
  const observed = items.map(({ kept, observed }) => [textOf(kept, 'FunctionArn') ?? '', observed] as const)
  return { content: items.map(({ kept }) => kept), observed: Object.fromEntries(observed) }
}

function tagsOf({ tags, tagsError }: FunctionDescription, gaps: GapLog) {
  if (tags !== undefined) return tags
  const code = textOf(tagsError ?? {}, 'ErrorCode') ?? 'unknown'
  const reason = refusalReason(code) === 'key-denied' ? 'access-denied' : 'rejected'
  gaps.add('tags', reason, `${code}: ${textOf(tagsError ?? {}, 'Message') ?? ''}`)
  return undefined
}

async function readCodeSigning(
  { scope, name, gaps }: Reader,
  configuration: JsonObject,
): Promise<JsonObject | null | undefined> {
  if (isImage(configuration)) return null
  return gaps.read('codeSigning', async () => {
    const config = await scope.codeSigning(name)
    return config === undefined ? null : split('CodeSigningConfig', config).kept
  })
}

function requested(scaling: JsonObject | undefined): JsonObject | null {
  return scaling === undefined ? null : split('GetFunctionScalingConfigResponse', scaling).kept
}
