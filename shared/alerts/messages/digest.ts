import type { Alert, AlertKind, Severity } from '../../model/alert.ts'
import { countText, numberText, timeText } from '../../report/format.ts'
import { alertHash } from '../../vault/alert-layout.ts'
import { inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf } from '../draft.ts'

/** Alerts that a digest names; the others are counted. */
const NAMED = 50

/** Commands of its alerts that a digest repeats: the others are in the vault alone. */
const COMMANDS = 3

/** What many alerts of a kind have in common, as one and as several. */
const NOUNS: Readonly<Record<AlertKind, readonly [one: string, several: string]>> = {
  'run-ended': ['run ended', 'runs ended'],
  'run-failed': ['run failed', 'runs failed'],
  'function-deleted': ['function was deleted', 'functions were deleted'],
  'function-unprotected': ['function is unprotected', 'functions are unprotected'],
  'capture-failed': ['capture failed', 'captures failed'],
  gap: ['gap', 'gaps'],
  'zone-changed': ['zone changed', 'zones changed'],
  'restore-waiting': ['restore waits', 'restores wait'],
  'restore-begun': ['restore began', 'restores began'],
  'restore-ended': ['restore ended', 'restores ended'],
  'restore-test-failed': ['restore test failed', 'restore tests failed'],
  'retention-ended': ['run of retention ended', 'runs of retention ended'],
  integrity: ['blob is damaged', 'blobs are damaged'],
  'lock-missing': ['lock is missing', 'locks are missing'],
  'copy-missing': ['copy is missing', 'copies are missing'],
  'audit-finding': ['finding of the audit', 'findings of the audit'],
  'unusual-activity': ['unusual activity', 'unusual activities'],
  alarm: ['alarm', 'alarms'],
  digest: ['digest', 'digests'],
}

/** An audit alone begins and ends these: a restore that ended is told once. */
const LOST = ['restore without a known end', 'restores without a known end'] as const

/** Which of how many digests: one for some hundred alerts (shared/alerts/digest-parts.ts). */
export interface DigestPart {
  /** From 1. */
  readonly number: number
  readonly of: number
}

/** What a digest names besides its alerts. */
export interface DigestPlace {
  readonly vaultUrl: string
  /** Object, or prefix that ends in `/`, where all of them stand whole; without it their texts are nowhere. */
  readonly whole?: string
}

/** Whether there is more to know of alerts than a digest of them says. */
export function isMoreThanDigest(alerts: readonly Alert[]): boolean {
  return alerts.length > NAMED || alerts.some(({ next }) => next.length > 0)
}

/**
 * Gathers alerts of one kind and state into one. It is as severe as the worst of them, and the end of problems as theirs is.
 *
 * @param alerts at least one; as many as one part has
 */
export function digestOf(
  alerts: readonly [Alert, ...Alert[]],
  { number, of }: DigestPart,
  place: DigestPlace,
): Alert {
  const [{ kind, state, account }] = alerts
  const part = of === 1 ? '' : ` (part ${number} of ${of})`
  const zone = sameZone(alerts)
  const times = alerts.map(({ at }) => at).toSorted()
  const left = alerts.length - NAMED
  const digest = alertOf({
    kind: 'digest',
    key: `digest:${kind}:${state}:${alertHash(alerts.map(({ key }) => key).join('\n'))}`,
    state: state === 'ended' ? 'ended' : 'once',
    severity: worstOf(alerts),
    subject: `${headOf(alerts)} in ${zone ?? account}${part}`,
    lines: [
      `${headOf(alerts)}, from ${timeText(times[0] ?? '')} to ${timeText(times.at(-1) ?? '')}:`,
      ...alerts.slice(0, NAMED).map(({ subject }) => `- ${subject.replace(/^Holdfast: /, '')}`),
      ...(left > 0 ? [`and ${numberText(left)} more.`] : []),
      ...(place.whole === undefined ? [] : [`All of them, with what to do: ${place.whole}`]),
    ],
    facts: [
      ['Alerts', numberText(alerts.length)],
      ['First', timeText(times[0] ?? '')],
      ['Last', timeText(times.at(-1) ?? '')],
    ],
    next: [...ofAll(kind, place), ...ofEach(alerts)],
    at: times.at(-1) ?? '',
    account,
    zone,
    attributes: { of: kind, alerts: alerts.length },
  })
  return { ...digest, alerts: alerts.map(({ key, state: its, at }) => ({ key, state: its, at })) }
}

/** Commands that are about all of them: of a burst of deletions, the list to restore from; and what shows each whole. */
function ofAll(kind: AlertKind, { vaultUrl, whole }: DigestPlace): readonly string[] {
  const list = kind === 'function-deleted' ? [`holdfast list --deleted ${inVault({ vaultUrl })}`] : []
  if (whole?.startsWith('s3:') !== true) return list
  const show = whole.endsWith('/') ? `--recursive ${shellWord(whole)} .` : `${shellWord(whole)} -`
  return [...list, `aws s3 cp ${show}`]
}

/** Of each kind of command the most useful one; a deletion's are the same but that one only shows what it would do. */
function ofEach(alerts: readonly Alert[]): readonly string[] {
  const first = alerts.flatMap(({ kind, next }) =>
    next.slice(...(kind === 'function-deleted' ? [-1] : [0, 1])),
  )
  return [...new Set(first)].slice(0, COMMANDS)
}

function headOf(alerts: readonly [Alert, ...Alert[]]): string {
  const [{ kind, state }] = alerts
  const [one, several] = kind === 'restore-ended' && state !== 'once' ? LOST : NOUNS[kind]
  const what = countText(alerts.length, one, several)
  return state === 'ended' ? `over: ${what}` : what
}

function worstOf(alerts: readonly Alert[]): Severity {
  const order: readonly Severity[] = ['critical', 'warning']
  return order.find((severity) => alerts.some((alert) => alert.severity === severity)) ?? 'info'
}

function sameZone([first, ...others]: readonly Alert[]): string | undefined {
  return others.every(({ zone }) => zone === first?.zone) ? first?.zone : undefined
}
