import type { CopyKind, CopyOutcome } from '../shared/copies/copy-report.ts'
import { COPY_KINDS, COPY_OUTCOMES } from '../shared/copies/copy-report.ts'
import { bytesText, countText } from '../shared/report/format.ts'
import type { MirrorReport } from './mirror-vault.ts'
import type { Style } from './print.ts'
import { table } from './print.ts'

/** How the outcomes are headed, the same width for every call. */
const TITLES: Readonly<Record<CopyOutcome, string>> = {
  copied: 'COPIED',
  present: 'THERE ALREADY',
  repaired: 'REPAIRED',
  newer: 'NEWER IN COPY',
  gone: 'GONE MEANWHILE',
  failed: 'FAILED',
}

/** What `mirror` did, for people. */
export function mirrorText(style: Style, report: MirrorReport): string {
  const shown = COPY_OUTCOMES.filter(
    (outcome) => outcome === 'copied' || COPY_KINDS.some((kind) => report.objects[kind][outcome] > 0),
  )
  const rows = COPY_KINDS.map((kind) => [kind, ...shown.map((outcome) => cell(report, kind, outcome))])
  return [
    table(style, ['', ...shown.map((outcome) => TITLES[outcome])], rows),
    ...(report.failures.length > 0 ? [failuresText(style, report)] : []),
    ...(report.pruned === undefined ? [] : [prunedText(report.pruned)]),
    verdict(style, report),
  ].join('\n\n')
}

function cell({ objects }: MirrorReport, kind: CopyKind, outcome: CopyOutcome): string {
  return String(objects[kind][outcome])
}

function failuresText(style: Style, { failures, objects }: MirrorReport): string {
  const rows = failures.map(({ error, key, message }) => [{ text: error, paint: style.bad }, key, message])
  const all = COPY_KINDS.reduce((sum, kind) => sum + objects[kind].failed, 0)
  const more = all > failures.length ? `\nand ${all - failures.length} more` : ''
  return table(style, ['FAILED', 'KEY', 'WHY'], rows) + more
}

function prunedText({ manifests, locked, bytesFreed }: NonNullable<MirrorReport['pruned']>): string {
  const spared = locked > 0 ? `; ${countText(locked, 'manifest')} locked in the copy` : ''
  return `pruned ${countText(manifests, 'manifest')}, freed ${bytesText(bytesFreed)}${spared}`
}

function verdict(style: Style, { state, from, to, bytes, recipients }: MirrorReport): string {
  const how = recipients === undefined ? '' : `, encrypted for ${countText(recipients.length, 'recipient')}`
  const written = `${bytesText(bytes)} written${how}`
  if (state === 'complete') return style.good(`${to} has everything of ${from}: ${written}.`)
  if (state === 'stopped') return style.warn(`Stopped: ${written}. The same command goes on.`)
  return style.bad(`${to} lacks what failed: ${written}.`)
}
