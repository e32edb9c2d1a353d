import type { JsonObject } from '../model/json.ts'
import type { FunctionContent } from '../model/manifest.ts'
import type { FunctionDescription } from '../ports/lambda-api.ts'
import { announcedBlob } from './code-ref.ts'
import { given, textOf } from '../model/members.ts'
import { normaliseConfiguration } from './normalise.ts'
import { NO_RULE } from '../plans/capture-rule.ts'
import { leaveCodeOut, leaving } from './leave-out.ts'
import { readBonds, readNeeds } from './read-bonds.ts'
import { readCapacityProviders } from './read-capacity-providers.ts'
import { readCode } from './read-code.ts'
import { readLayers } from './read-layers.ts'
import { readList } from './read-settings.ts'
import type { Parts, Settings } from './read-settings.ts'
import { readSurroundings } from './read-surroundings.ts'
import { readAliases, readVersions } from './read-versions.ts'
import { NO_TEST_EVENTS, readTestEvents } from './read-test-events.ts'
import type { Reader, Reading } from './reading.ts'

/** What was read of one state of the function; `undefined` what could not be. */
export interface Framed {
  readonly settings: Parts<Settings>
  readonly aliases: readonly JsonObject[] | undefined
  /** The published versions. */
  readonly versions: readonly JsonObject[] | undefined
}

/** Reads what does not change with `$LATEST`, and puts everything together. */
export async function assemble(
  reader: Reader,
  description: FunctionDescription,
  framed: Framed,
): Promise<Reading> {
  const { gaps } = reader
  const { parts, locations } = await readParts(reader, description, framed)
  const whole: FunctionContent = {
    ...given({ code: readCode(description, gaps) }),
    ...framed.settings.content,
    ...parts.content,
  }
  const { plan, leavesOut, why, takesEvents } = reader.ruleOf?.(whole) ?? NO_RULE
  const leave = leaving(gaps, why)
  const own = leavesOut.has('code') ? leaveCodeOut(whole, leave) : whole
  const { content, observed, definitions, alsoUnder } = leavesOut.has('triggers')
    ? await readNeeds(reader, own, leave)
    : await readBonds(reader, own, qualifiersOf(framed))
  const events = takesEvents ? await readTestEvents(reader) : NO_TEST_EVENTS
  return {
    content: { ...own, ...content, ...events.content },
    observed: { ...framed.settings.observed, ...parts.observed, ...observed },
    gaps,
    plan,
    locations: withLocation(locations, description),
    definitions: new Map([...definitions, ...events.documents]),
    alsoUnder,
  }
}

/** Reads everything but the code, the settings of `$LATEST` and what follows from all of it. */
async function readParts(reader: Reader, { configuration }: FunctionDescription, framed: Framed) {
  const normal = normaliseConfiguration(configuration, reader.gaps, 'configuration')
  const versions = framed.versions && (await readVersions(reader, framed.versions))
  const aliases = framed.aliases && (await readAliases(reader, framed.aliases))
  const qualified = await readQualified(reader, framed)
  const configurations = [configuration, ...(framed.versions ?? [])]
  const { layers, locations } = await readLayers(reader, configurations)
  const capacityProviders = await readCapacityProviders(reader, configurations)
  const content = {
    configuration: normal.kept,
    ...given({ versions: versions?.content, aliases: aliases?.content }),
    ...qualified.content,
    layers,
    capacityProviders,
    ...(await readSurroundings(reader, configuration)),
  }
  const observed = {
    configuration: normal.observed,
    ...given({ versions: versions?.observed, aliases: aliases?.observed }),
    ...qualified.observed,
  } as JsonObject
  return { parts: { content, observed }, locations }
}

/** Reads what only functions with versions or aliases can have. */
async function readQualified(
  { lambda, name, gaps }: Reader,
  framed: Framed,
): Promise<Parts<Pick<FunctionContent, 'provisionedConcurrency'>>> {
  const isPlain = framed.versions?.length === 0 && framed.aliases?.length === 0
  if (isPlain) return { content: { provisionedConcurrency: [] }, observed: {} }
  const part = 'provisionedConcurrency'
  const list = () => lambda.listProvisionedConcurrency(name)
  const found = await readList(gaps, part, 'ProvisionedConcurrencyConfigListItem', list)
  if (found === undefined) return { content: {}, observed: {} }
  return { content: { [part]: found.content }, observed: { [part]: found.observed } }
}

function withLocation(locations: ReadonlyMap<string, string>, description: FunctionDescription) {
  const blob = announcedBlob(description.configuration)
  if (blob === undefined || description.location === undefined) return locations
  return new Map([...locations, [blob.sha256, description.location] as const])
}

function qualifiersOf({ aliases = [], versions = [] }: Framed): readonly string[] {
  const names = [
    ...aliases.map((one) => textOf(one, 'Name')),
    ...versions.map((one) => textOf(one, 'Version')),
  ]
  return names.filter((name) => name !== undefined)
}
