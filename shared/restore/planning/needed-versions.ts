import type { FunctionContent } from '../../model/manifest.ts'
import type { JsonObject } from '../../model/json.ts'
import { objectOf, textOf } from '../../model/members.ts'
import { qualifierOf } from '../setting.ts'

/** Versions that something else of a content names: an alias, a policy, provisioned concurrency, a mapping, a trigger. */
export function neededVersions(content: FunctionContent): ReadonlySet<string> {
  const { aliases = [], versions = [], eventInvoke = [], provisionedConcurrency = [] } = content
  const arns = [...eventInvoke, ...provisionedConcurrency, ...(content.eventSourceMappings ?? [])].map(
    (one) => textOf(one, 'FunctionArn') ?? '',
  )
  const invoked = [...arns, ...(content.triggers ?? []).map(({ invokes }) => invokes)].map(qualifierOf)
  const lettingIn = versions.flatMap(({ version, policy }) => (policy ? [version] : []))
  const all = [...aliases.flatMap(({ configuration }) => versionsOf(configuration)), ...lettingIn, ...invoked]
  return new Set(all.filter((name) => name !== undefined && /^\d+$/.test(name)) as string[])
}

/** The versions that an alias sends its traffic to. */
export function versionsOf(alias: JsonObject): readonly string[] {
  const weights = objectOf(objectOf(alias, 'RoutingConfig'), 'AdditionalVersionWeights')
  const main = textOf(alias, 'FunctionVersion')
  return [...(main === undefined || main === '$LATEST' ? [] : [main]), ...Object.keys(weights)]
}
