import type { JsonObject } from '../model/json.ts'
import type { AliasContent, CodeRef, VersionContent } from '../model/manifest.ts'
import { announcedBlob, imageRef, isImage } from './code-ref.ts'
import { given, textOf } from '../model/members.ts'
import { normaliseConfiguration, normalisePolicy, sorted, split } from './normalise.ts'
import { readVersionSettings } from './read-settings.ts'
import type { Parts } from './read-settings.ts'
import type { Reader } from './reading.ts'

/**
 * Reads what belongs to each published version, in order of number. A version never changes, save for its policy,
 * runtime management and scaling.
 *
 * @param listed the published versions as ListVersionsByFunction returned them
 */
export async function readVersions(
  reader: Reader,
  listed: readonly JsonObject[],
): Promise<Parts<VersionContent[]>> {
  const content: VersionContent[] = []
  const observed: Record<string, JsonObject> = {}
  for (const configuration of listed.toSorted((a, b) => numberOfVersion(a) - numberOfVersion(b))) {
    const version = textOf(configuration, 'Version') ?? ''
    const prefix = `versions/${version}`
    const normal = normaliseConfiguration(configuration, reader.gaps, `${prefix}/configuration`)
    const parts = given({
      code: await codeOfVersion(reader, configuration, version),
      policy: await readPolicy(reader, version, `${prefix}/policy`),
    })
    const settings = await readVersionSettings(reader, configuration, version)
    content.push({ version, configuration: normal.kept, ...parts, ...settings })
    observed[version] = normal.observed
  }
  return { content, observed }
}

/** Reads the policy of each alias, and puts the aliases in order of name. */
export async function readAliases(
  reader: Reader,
  listed: readonly JsonObject[],
): Promise<Parts<AliasContent[]>> {
  const content: AliasContent[] = []
  const observed: Record<string, JsonObject> = {}
  for (const alias of sorted(listed, 'Name')) {
    const name = textOf(alias, 'Name') ?? ''
    const normal = split('AliasConfiguration', alias)
    const policy = await readPolicy(reader, name, `aliases/${name}/policy`)
    content.push({ name, configuration: normal.kept, ...given({ policy }) })
    observed[name] = normal.observed
  }
  return { content, observed }
}

function readPolicy({ lambda, name, gaps }: Reader, qualifier: string, part: string) {
  return gaps.read(part, async () => normalisePolicy(await lambda.getPolicy({ name, qualifier })))
}

/** A zip is announced by its hash; only for an image does GetFunction have to be asked, once in its life. */
async function codeOfVersion(
  { lambda, name, gaps, known }: Reader,
  configuration: JsonObject,
  qualifier: string,
): Promise<CodeRef | undefined> {
  const blob = isImage(configuration) ? undefined : announcedBlob(configuration)
  if (blob !== undefined) return { type: 'zip', blob }
  const remembered = await known.image(configuration)
  if (remembered !== undefined) return remembered
  const part = `versions/${qualifier}/code`
  const ask = () => lambda.getFunction({ name, qualifier })
  const described = await gaps.read(part, ask, 'deleted-while-reading')
  if (described === undefined) return undefined
  const image = imageRef(described.code)
  if (image === undefined) gaps.add(part, 'rejected', 'Lambda does not say where the code is.')
  return image
}

function numberOfVersion(configuration: JsonObject): number {
  return Number(textOf(configuration, 'Version') ?? 0)
}
