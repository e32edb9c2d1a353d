import type { AuditFinding } from '../../model/audit.ts'
import type { RunEntry } from '../../model/run.ts'
import { countText, timeText } from '../../report/format.ts'
import { ageText } from '../age-text.ts'
import type { AuditFacts } from '../audit-facts.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { ExpectedStarts } from '../expected-starts.ts'
import type { RunFacts } from '../facts/read-runs.ts'
import { endedWell } from '../facts/read-runs.ts'
import { lateSince, neverStarted } from '../is-late.ts'

/** Milliseconds after which a run that has no end died: the state machine's own time-out is shorter. */
const DEAD_AFTER = 24 * 3_600_000

/** Runs take place when they should, and end well. */
export const runs: Control = {
  id: 'runs',
  title: 'Runs of backups',
  claim: 'Runs start on schedule, end, and see every zone; changes of every zone arrive.',
  needs: ['runs'],
  judge: (facts) => ifSeen(facts.runs, (value) => judgeRuns(facts, value)),
}

function judgeRuns({ expected, now }: AuditFacts, facts: RunFacts): Verdict {
  const ended = facts.runs.filter(({ state }) => state !== 'running')
  const deep = ended.find((run) => run.mode === 'deep' && endedWell(run))
  const [last] = ended
  return judged({
    evidence: [
      evidence('runs looked at', facts.runs.length),
      evidence('of these failed', ended.filter(({ state }) => state === 'failed').length),
      evidence('last run that ended', last === undefined ? 'none' : endText(last, now)),
      evidence('last deep run', deep === undefined ? 'none' : endText(deep, now)),
    ],
    findings: [
      ...lateFindings(expected, facts, now),
      ...(last?.state === 'failed' ? [{ subject: `run ${last.runId}`, what: 'the last run failed' }] : []),
      ...deadRuns(facts.runs, now),
      ...zoneFindings(facts),
    ],
    where: ['holdfast runs', 'runs/'],
    unsure: unsureOf(facts),
    blind: 'failed',
  })
}

/** Without a deep run that ended well among those that there was time for, it is not known whether there is one. */
function unsureOf({ runs: all, isWhole }: RunFacts): string | undefined {
  return isWhole ? undefined : `There was no time to look further back than ${countText(all.length, 'run')}.`
}

function endText({ runId, startedAt, state }: RunEntry, now: Date): string {
  return `${runId}, ${ageText(startedAt, now)} ago, ${state}`
}

/** A deep run does all that a quick one does. */
function lateFindings(
  expected: ExpectedStarts,
  { runs: all, isWhole }: RunFacts,
  now: Date,
): readonly AuditFinding[] {
  const good = all.filter(endedWell)
  return (['quick', 'deep'] as const).flatMap((mode) => {
    const last = good.find((run) => mode === 'quick' || run.mode === mode)
    if (last === undefined)
      return isWhole && neverStarted(expected[mode], now)
        ? [{ subject: `${mode} runs`, what: 'none has ever ended well' }]
        : []
    const due = lateSince(expected[mode], last.startedAt, now)
    if (due === undefined) return []
    const what = `one should have started at ${timeText(due)}; the last began at ${timeText(last.startedAt)}`
    return [{ subject: `${mode} runs`, what, since: due.toISOString() }]
  })
}

function deadRuns(all: readonly RunEntry[], now: Date): readonly AuditFinding[] {
  const [newest] = all
  const isDead = newest?.state === 'running' && now.getTime() - Date.parse(newest.startedAt) > DEAD_AFTER
  return isDead
    ? [{ subject: `run ${newest.runId}`, what: 'it began and never ended', since: newest.startedAt }]
    : []
}

function zoneFindings({ notEnrolled, lostZones }: RunFacts): readonly AuditFinding[] {
  return [
    ...lostZones.map(({ zone, error }) => ({
      subject: zone,
      what: `the last run could not read it: ${error}`,
    })),
    ...notEnrolled.map(({ zone, error }) => ({
      subject: zone,
      what: `changes there are not noticed until the next run: ${error}`,
    })),
  ]
}
