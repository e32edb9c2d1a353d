import type { RestoreStep } from '../../shared/model/restore.ts'
import { holdRestore } from '../../shared/restore/hold-restore.ts'
import { keepEnd } from '../../shared/restore/keep-end.ts'
import { undoRestore } from '../../shared/restore/undo-restore.ts'
import { countText } from '../../shared/report/format.ts'
import { openVaultStore } from '../find-run.ts'
import { chooseStyle } from '../session.ts'
import type { CommandResult, Session } from '../session.ts'
import { table } from '../print.ts'
import type { Style } from '../print.ts'
import { commandsFor } from './commands-for.ts'
import { confirm } from './confirm.ts'
import type { KnownRestore } from './known-restore.ts'
import { findRestore, openKnown } from './known-restore.ts'
import { outcomeResult } from './outcome-result.ts'
import type { RestoreOptions } from './restore-options.ts'

/** Shows what a restore did and how each step is taken back, asks, and takes it back. */
export async function takeBackRestore(
  session: Session,
  restoreId: string,
  options: RestoreOptions,
): Promise<CommandResult> {
  const known = await findRestore(session, restoreId)
  const steps = stepsToUndo(known)
  if (steps.length === 0) {
    if (!options.dryRun) await closeUntouched(session, restoreId)
    return nothingToUndo(restoreId)
  }
  if (options.dryRun) return undoPlan(steps, 'done')
  if (!options.yes && !(await agreed(session, steps))) return undoPlan(steps, 'refused')
  const ports = await openKnown(session, known, options)
  const outcome = await undoRestore(ports, restoreId)
  await keepEnd(ports, restoreId, outcome.state === 'undone' ? 'undone' : 'failed')
  const { roleArn, plans } = options
  const commands = commandsFor(session, { restoreId, roleArn, plans })
  return outcomeResult({ plan: known.plan, outcome, verification: undefined, commands })
}

/**
 * A restore of which nothing stands is over from now on, for an audit as well: nobody agreed to it, or the process ended that
 * took it back.
 *
 * @throws RestoreRefusedError when somebody is at work on it
 */
async function closeUntouched(session: Session, restoreId: string): Promise<void> {
  const { log, world } = session
  const ports = { store: await openVaultStore(session), clock: world.clock, log }
  await holdRestore(ports, restoreId, async () => {
    // What was begun until the lock was taken stays open.
    const steps = stepsToUndo(await findRestore(session, restoreId))
    if (steps.length === 0) await keepEnd(ports, restoreId, 'undone')
  })
}

/** What was begun and is not taken back, the last step first. */
function stepsToUndo({ plan, states }: KnownRestore): readonly RestoreStep[] {
  return plan.steps.filter(({ id }) => ['begun', 'done'].includes(states.get(id) ?? '')).toReversed()
}

async function agreed(session: Session, steps: readonly RestoreStep[]): Promise<boolean> {
  const style = chooseStyle({ ...session.world, stdout: session.world.stderr }, session.color)
  return await confirm(session, undoText(style, steps), `Take back ${countText(steps.length, 'step')}?`)
}

function undoPlan(steps: readonly RestoreStep[], ending: 'done' | 'refused'): CommandResult {
  return {
    ending,
    json: { undo: steps.map(({ id, resource, what, undo }) => ({ step: id, resource, what, undo })) },
    text: (style) => `${undoText(style, steps)}\n\nNothing was changed.`,
  }
}

function undoText(style: Style, steps: readonly RestoreStep[]): string {
  const rows = steps.map(({ id, what, undo }) => [
    String(Number(id)),
    what,
    undo.can ? undo.how : { text: `cannot: ${undo.how}`, paint: style.warn },
  ])
  return table(style, ['STEP', 'DONE', 'HOW IT IS TAKEN BACK'], rows)
}

function nothingToUndo(restoreId: string): CommandResult {
  return {
    ending: 'nothingFound',
    json: { restoreId, undo: [] },
    text: () => `Restore ${restoreId} has nothing that could be taken back.`,
  }
}
