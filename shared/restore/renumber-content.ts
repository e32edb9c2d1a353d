import type { JsonValue } from '../model/json.ts'
import type { AliasContent, FunctionContent, VersionContent } from '../model/manifest.ts'
import type { Renumbering } from '../model/restore.ts'
import { renumber } from './renumber.ts'
import { renumberAlias } from './steps/put-alias.ts'

/** Which numbers a function has by now, beside those in ARNs. */
export interface Numbers {
  readonly renumbering: Renumbering
  /** The number that a version of the point has by now; `undefined` when it has none. */
  readonly versionOf: (old: string) => string | undefined
}

/**
 * A content under the names of the target, with the numbers of the target: what reading the function back should say.
 * Versions, and aliases of versions, that were not restored keep their old numbers.
 */
export function renumberContent(
  content: FunctionContent,
  { renumbering, versionOf }: Numbers,
): FunctionContent {
  // What is renumbered is plain JSON, and keeps its shape.
  const named = renumber(renumbering, content as unknown as JsonValue) as unknown as FunctionContent
  const numberOf = (old: string) => versionOf(old) ?? old
  return {
    ...named,
    ...(named.versions !== undefined && { versions: renumberVersions(named.versions, numberOf) }),
    ...(named.aliases !== undefined && { aliases: named.aliases.map((one) => renumberOne(one, numberOf)) }),
  }
}

/** Two versions of the point that are the same to Lambda become one. */
function renumberVersions(
  versions: readonly VersionContent[],
  numberOf: (old: string) => string,
): VersionContent[] {
  const renumbered = versions.map((one) => {
    const version = numberOf(one.version)
    return { ...one, version, configuration: { ...one.configuration, Version: version } }
  })
  return [...new Map(renumbered.map((one) => [one.version, one])).values()]
}

function renumberOne(alias: AliasContent, numberOf: (old: string) => string): AliasContent {
  return { ...alias, configuration: renumberAlias(alias.configuration, numberOf) }
}
