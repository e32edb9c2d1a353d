import type { CommandResult, Session } from '../session.ts'
import { findRestore, openKnown } from './known-restore.ts'
import { performRestore } from './perform-restore.ts'
import { planJson } from './plan-json.ts'
import { planText } from './plan-text.ts'
import type { RestoreOptions } from './restore-options.ts'

/** Goes on with a restore that somebody agreed to before; with --dry-run it shows how far that came. */
export async function resumeRestore(
  session: Session,
  restoreId: string,
  options: RestoreOptions,
): Promise<CommandResult> {
  const known = await findRestore(session, restoreId)
  const { plan, states } = known
  if (!options.dryRun) {
    const ports = await openKnown(session, known, options)
    const { roleArn, plans } = options
    return await performRestore(session, { ports, plan, roleArn, plans })
  }
  return {
    ending: plan.problems.length > 0 ? 'refused' : 'done',
    json: { plan: planJson(plan), states: Object.fromEntries(states) },
    text: (style) => planText(style, plan, states),
  }
}
