import { LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import type * as z from 'zod'
import { SettingInvalidError } from '../errors.ts'
import { RestoreMap } from '../model/restore.ts'

/**
 * Reads the file of `--map`.
 *
 * @param text YAML
 * @param file its name, for messages
 * @throws SettingInvalidError that says on which line what is wrong
 */
export function parseMap(text: string, file: string): RestoreMap {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe' })
  const [error] = document.errors
  if (error !== undefined) throw invalid(file, lines.linePos(error.pos[0]).line, firstLine(error.message))
  const parsed = RestoreMap.safeParse(document.toJS() ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(
    file,
    lineOf(document, lines, issue?.path ?? []),
    issue === undefined ? 'invalid' : said(issue),
  )
}

function said(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return `${issue.path.join('.')}: ${issue.message}`
  const known = Object.keys(RestoreMap.shape).join(', ')
  return `${issue.keys.join(', ')} is not known; what can be mapped is ${known}.`
}

function lineOf(document: Document.Parsed, lines: LineCounter, path: readonly PropertyKey[]): number {
  const node =
    path.length === 0 ? document.contents : (document.getIn(path, true) as typeof document.contents)
  return lines.linePos(node?.range?.[0] ?? 0).line
}

function invalid(file: string, line: number, what: string): SettingInvalidError {
  return new SettingInvalidError(`${file}, line ${line}: ${what}`, { evidence: { file, line } })
}

/** The parser draws the place below its message. */
function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}
