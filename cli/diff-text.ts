import { pathText } from '../shared/diff/diff-contents.ts'
import type { ContentChange } from '../shared/diff/diff-contents.ts'
import type { PackageDiff } from '../shared/diff/diff-packages.ts'
import type { SourceDiff } from '../shared/diff/diff-sources.ts'
import type { TextDiff } from '../shared/diff/diff-text.ts'
import type { FileChange } from '../shared/diff/diff-zips.ts'
import type { JsonValue } from '../shared/model/json.ts'
import type { RecoveryPoint } from '../shared/model/manifest.ts'
import { bytesText, timeText } from '../shared/report/format.ts'
import type { PointDiff, PointPair } from './compare-points.ts'
import { facts, printable } from './print.ts'
import type { Style } from './print.ts'

const WHY_NO_TEXT: Readonly<Record<Extract<TextDiff, { type: 'none' }>['reason'], string>> = {
  binary: 'not text',
  'too-large': 'too large to be shown',
  'too-different': 'too different to be shown',
  unreadable: 'cannot be unpacked',
  hidden: 'hidden; --show-secrets shows it',
}

/** What differs between two points, for people. */
export function diffText(style: Style, pair: PointPair, { changes, packages, sources }: PointDiff): string {
  const blocks = [headText(style, pair)]
  if (changes.length === 0) blocks.push('No difference.')
  else blocks.push(changes.map((change) => changeText(style, change)).join('\n'))
  blocks.push(...packages.map((diff) => packageText(style, diff)))
  blocks.push(...sources.map((diff) => sourceText(style, diff)))
  return blocks.join('\n\n')
}

function headText(style: Style, { before, after }: PointPair): string {
  return facts(style, [
    ['before', nameOf(before)],
    ['after', nameOf(after)],
  ])
}

function nameOf({ resource, id, takenAt, gaps }: RecoveryPoint): string {
  const missing = gaps.length === 0 ? '' : `, not read: ${gaps.map((gap) => gap.part).join(', ')}`
  return `${resource.name} (${resource.zone}), ${timeText(takenAt)}, ${id}${missing}`
}

function changeText(style: Style, { path, before, after }: ContentChange): string {
  const name = printable(pathText(path))
  if (before === undefined) return style.good(`+ ${name}: ${valueText(after)}`)
  if (after === undefined) return style.bad(`- ${name}: ${valueText(before)}`)
  return style.warn(`~ ${name}: `) + `${valueText(before)} -> ${valueText(after)}`
}

function valueText(value: JsonValue | undefined): string {
  return printable(JSON.stringify(value) ?? 'nothing')
}

function packageText(style: Style, diff: PackageDiff): string {
  const title = style.bold(`files in ${printable(diff.part)}`)
  if (diff.type === 'not-compared') return `${title}\n${style.warn(printable(diff.reason))}`
  if (diff.files.length === 0) return `${title}\nequal; only times, permissions or compression differ`
  return [title, ...diff.files.map((file) => fileText(style, file))].join('\n')
}

function sourceText(style: Style, { part, ...source }: SourceDiff): string {
  return `${style.bold(`source of ${part}`)}\n${fileText(style, { path: part, ...source })}`
}

function fileText(style: Style, { path, sizeBefore, sizeAfter, text }: FileChange): string {
  const name = printable(path)
  if (sizeBefore === undefined) return style.good(`+ ${name}  ${bytesText(sizeAfter ?? 0)}`)
  if (sizeAfter === undefined) return style.bad(`- ${name}  ${bytesText(sizeBefore)}`)
  const sizes = `${bytesText(sizeBefore)} -> ${bytesText(sizeAfter)}`
  if (text?.type !== 'text') return `${style.warn(`~ ${name}`)}  ${sizes}${reasonText(text)}`
  return `${style.warn(`~ ${name}`)}  ${sizes}\n${unifiedText(style, text.unified)}`
}

function reasonText(text: Extract<TextDiff, { type: 'none' }> | undefined): string {
  return text === undefined ? '' : `  (${WHY_NO_TEXT[text.reason]})`
}

function unifiedText(style: Style, unified: string): string {
  const lines = printable(unified).trimEnd().split('\n')
  return lines.map((line) => `    ${lineStyle(style, line)(line)}`).join('\n')
}

function lineStyle(style: Style, line: string): (text: string) => string {
  if (line.startsWith('+')) return style.good
  if (line.startsWith('-')) return style.bad
  return line.startsWith('@@') ? style.dim : (text) => text
}
