import type { FunctionContent } from '../model/manifest.ts'
import { functionArn } from '../model/make-arn.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import { textOf } from '../model/members.ts'
import type { RestoreItem, RestoreMap, Renumbering } from '../model/restore.ts'
import { createNaming } from './naming.ts'
import { canBeWritten } from './permission-input.ts'
import { versionsOf } from './planning/needed-versions.ts'
import { renumberContent } from './renumber-content.ts'
import { qualifierOf } from './setting.ts'
import { statementsOf } from './steps/put-policy.ts'
import { targetContent } from './target-content.ts'

/** What reading a restored function back should say: the point under its map, less what the plan said is lost. */
export function expectedContent(
  content: FunctionContent,
  item: RestoreItem,
  { map, renumbering }: { readonly map: RestoreMap; readonly renumbering: Renumbering },
): FunctionContent {
  const wanted = targetContent(content, createNaming(map, item), item)
  const numbers = renumbering.versions[functionArn(item.target, item.partition)] ?? {}
  const versionOf = (old: string): string | undefined => (old === '$LATEST' ? old : numbers[old])
  return renumberContent(standing(wanted, versionOf), { renumbering, versionOf })
}

/** Less the versions that have no number, and all that belongs to them. */
function standing(wanted: FunctionContent, versionOf: (old: string) => string | undefined): FunctionContent {
  const aliases = wanted.aliases?.filter(({ configuration }) =>
    versionsOf(configuration).every((version) => versionOf(version) !== undefined),
  )
  const isThere = (qualifier: string | undefined) =>
    qualifier === undefined ||
    (/^\d+$/.test(qualifier)
      ? versionOf(qualifier) !== undefined
      : aliases?.some(({ name }) => name === qualifier) === true)
  const ofThose = (list: readonly JsonObject[]) =>
    list.filter((one) => isThere(qualifierOf(textOf(one, 'FunctionArn') ?? '')))
  const { urls, eventInvoke, provisionedConcurrency, eventSourceMappings, versions, policy } = wanted
  return {
    ...wanted,
    ...(policy !== undefined && { policy: settable(policy) }),
    ...(aliases && { aliases: aliases.map((one) => withSettable(one)) }),
    ...(versions && {
      versions: versions
        .filter(({ version }) => versionOf(version) !== undefined)
        .map((one) => withSettable(one)),
    }),
    ...(urls && { urls: ofThose(urls) }),
    ...(eventInvoke && { eventInvoke: ofThose(eventInvoke) }),
    ...(provisionedConcurrency && { provisionedConcurrency: ofThose(provisionedConcurrency) }),
    ...(eventSourceMappings && { eventSourceMappings: ofThose(eventSourceMappings) }),
  }
}

function withSettable<T extends { readonly policy?: JsonValue | undefined }>(one: T): T {
  return one.policy === undefined ? one : { ...one, policy: settable(one.policy) }
}

/** Less the statements that nobody can write. */
function settable(policy: JsonValue): JsonValue {
  return { Statement: statementsOf(policy).filter((one) => canBeWritten(one)) }
}
