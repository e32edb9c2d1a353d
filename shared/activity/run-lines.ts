import type { ActivityLine } from '../model/activity.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { given } from '../model/members.ts'
import type { Outcome } from '../model/outcome.ts'
import type { RunReport } from '../model/run.ts'
import type { RunHeader } from '../model/work.ts'

/** When something of a run was found out. */
interface Found {
  readonly run: RunHeader
  readonly at: Date
}

/** The line of what a run found of one resource; `undefined` for what is as it was. */
export function outcomeLine(outcome: Outcome, { run, at }: Found): ActivityLine | undefined {
  if (!isNews(outcome)) return undefined
  const { zone, kind, name } = outcome.resource
  const shared = { ...headOf(run, at), type: 'outcome', zone, kind, name } as const
  if (outcome.type === 'failed')
    return { ...shared, outcome: 'failed', error: outcome.error, what: [], gaps: 0 }
  const found = given({ manifest: outcome.manifest, plan: outcome.plan })
  if (outcome.type === 'deleted')
    return { ...shared, outcome: 'deleted', what: ['deleted'], gaps: 0, ...found }
  const what = outcome.opened === true ? (['policy-opened'] as const) : []
  return { ...shared, outcome: 'captured', what: [...what], gaps: outcome.gaps.length, ...found }
}

/** What was gone by a change before the run looked has the lines of that change. */
function isNews(outcome: Outcome): outcome is Extract<Outcome, { type: 'captured' | 'deleted' | 'failed' }> {
  if (outcome.type === 'deleted') return outcome.known !== true
  return outcome.type === 'captured' || outcome.type === 'failed'
}

/** The line of a run that ended. */
export function runLine(report: RunReport): ActivityLine {
  const { state, totals, failure, endedAt } = report
  return {
    ...headOf(report, new Date(endedAt)),
    type: 'run',
    what: [],
    outcome: state,
    ...(failure && { error: failure.error }),
    gaps: totals.gapCount,
    totals: {
      found: totals.found,
      captured: totals.captured,
      unchanged: totals.unchanged,
      deleted: totals.deletedCount,
      failed: totals.failedCount + totals.unaccounted,
      gaps: totals.gapCount,
      bytesStored: totals.bytesStored,
    },
  }
}

function headOf({ account, runId, mode }: Pick<RunHeader, 'account' | 'runId' | 'mode'>, at: Date) {
  const time = at.toISOString()
  return { format: FORMAT_VERSION, at: time, recordedAt: time, account, runId, mode, events: 1 } as const
}
