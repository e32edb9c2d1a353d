import { diffContents, pathText } from '../../shared/diff/diff-contents.ts'
import type { JsonValue } from '../../shared/model/json.ts'
import type { FunctionContent, FunctionPoint } from '../../shared/model/manifest.ts'
import { textOf } from '../../shared/model/members.ts'
import type { Renumbering, RestoreOutcome } from '../../shared/model/restore.ts'

/** One member that is not as it was. */
export interface Changed {
  readonly path: string
  readonly before?: JsonValue
  readonly after?: JsonValue
}

/**
 * What a restore did not bring back: the point before and one of what is there now, compared member by member once
 * old numbers of versions and ids of mappings are written as the new ones. Written without the code that verifies a
 * restore, which would overlook the same mistakes twice.
 */
export function changesSince(
  before: FunctionPoint,
  after: FunctionPoint,
  { renumbering }: Pick<RestoreOutcome, 'renumbering'>,
): Changed[] {
  const arn = textOf(after.content.configuration, 'FunctionArn') ?? ''
  const renumbered = withNumbers(before.content, arn, renumbering)
  const changes = diffContents(plain(renumbered), plain(after.content))
  return changes.map(({ path, ...values }) => ({ path: pathText(path), ...values }))
}

/** Where the number of a version stands by itself. */
const NUMBERED = new Set(['version', 'Version', 'FunctionVersion'])

function withNumbers(
  content: FunctionContent,
  arn: string,
  { versions, mappings }: Renumbering,
): FunctionContent {
  const numbers = versions[arn] ?? {}
  const numberOf = (old: string) => numbers[old] ?? old
  const renamed = (name: string, value: JsonValue): JsonValue => {
    if (typeof value === 'string') {
      if (NUMBERED.has(name)) return numberOf(value)
      if (name === 'UUID') return mappings[value] ?? value
      return value.startsWith(`${arn}:`) ? `${arn}:${numberOf(value.slice(arn.length + 1))}` : value
    }
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map((one: JsonValue) => renamed('', one))
    const weights = name === 'AdditionalVersionWeights'
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [weights ? numberOf(key) : key, renamed(key, one)]),
    )
  }
  return renamed('', content as unknown as JsonValue) as unknown as FunctionContent
}

/** Less what is empty: Lambda says `{}`, `[]` and `''` of what was taken away, and nothing of what never was. */
function plain(content: FunctionContent): FunctionContent {
  return withoutEmpty(JSON.parse(JSON.stringify(content)) as JsonValue) as unknown as FunctionContent
}

function withoutEmpty(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((one: JsonValue) => withoutEmpty(one))
  const members = Object.entries(value).map(([name, one]) => [name, withoutEmpty(one)] as const)
  return Object.fromEntries(members.filter(([, one]) => !isEmpty(one)))
}

function isEmpty(value: JsonValue): boolean {
  if (value === '') return true
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
