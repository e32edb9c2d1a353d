import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '../model/json.ts'
import type { FunctionContent } from '../model/manifest.ts'
import { numberOf, objectOf, textOf } from '../model/members.ts'
import { creationInput } from '../restore/configuration-input.ts'
import type { Notes } from './notes.ts'
import type { AliasPart, Parts } from './parts.ts'
import type { Context } from './qualifiers.ts'

/** The one version that a template publishes: of what `$LATEST` is, in the place of the newest one. */
export function publishedPart({ content, qualifiers: { newest }, notes }: Context): Parts['published'] {
  const version = content.versions?.find((one) => one.version === newest)
  if (newest === undefined || version === undefined) return undefined
  const older = (content.versions?.length ?? 0) - 1
  notes.add(
    `One version is published, of the code and configuration of $LATEST; it stands for version ${newest}, and its number will be another.`,
  )
  if (older > 0) notes.add(`Left out: older versions (${older}), for a template cannot publish them again.`)
  if (!isSame(version.configuration, content.configuration))
    notes.add(
      `Version ${newest} had other code or settings than $LATEST, which takes its place: check before deploying.`,
    )
  noteColdVersions(content, newest, notes)
  return { provisioned: provisionedOf(content, newest) }
}

/** The aliases, each on the published version, or on `$LATEST`. */
export function aliasParts({ content, qualifiers: { newest }, notes }: Context): readonly AliasPart[] {
  return (content.aliases ?? []).flatMap(({ name, configuration }) => {
    const version = textOf(configuration, 'FunctionVersion')
    const isLatest = version === '$LATEST' || newest === undefined
    if (!isLatest && version !== newest)
      notes.add(`Alias ${name} was on version ${version ?? 'unknown'}; it is on the published one now.`)
    if (weightsOf(configuration).length > 0)
      notes.add(`Alias ${name} shared its traffic between versions; all of it goes to one now.`)
    return [
      {
        name,
        description: textOf(configuration, 'Description') || undefined,
        version: isLatest ? '$LATEST' : 'published',
        provisioned: provisionedOf(content, name),
      },
    ]
  })
}

function weightsOf(configuration: JsonObject): readonly string[] {
  return Object.keys(objectOf(objectOf(configuration, 'RoutingConfig'), 'AdditionalVersionWeights'))
}

/** Versions that were kept warm and that a template does not have. */
function noteColdVersions(
  { provisionedConcurrency = [] }: FunctionContent,
  newest: string,
  notes: Notes,
): void {
  const warm = provisionedConcurrency.map((one) => textOf(one, 'FunctionArn')?.split(':')[7] ?? '')
  for (const version of warm.filter((name) => /^\d+$/.test(name) && name !== newest))
    notes.add(
      `Left out: provisioned concurrency of version ${version}, for a template cannot publish old versions again.`,
    )
}

/** Whether two versions run the same code with the same settings. */
function isSame(one: JsonObject, other: JsonObject): boolean {
  const [left, right] = [one, other].map((each) => [creationInput(each, ''), each['CodeSha256']])
  return isDeepStrictEqual(left, right)
}

/** How many environments are kept warm for a version or an alias. */
function provisionedOf(
  { provisionedConcurrency = [] }: FunctionContent,
  qualifier: string,
): number | undefined {
  const own = provisionedConcurrency.find((one) => textOf(one, 'FunctionArn')?.split(':')[7] === qualifier)
  return own === undefined ? undefined : numberOf(own, 'RequestedProvisionedConcurrentExecutions')
}
