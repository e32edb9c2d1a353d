import { BlobCorruptError, BlobMissingError, RestoreRefusedError } from '../../shared/errors.ts'
import type { RestorePlan, RestoreStep } from '../../shared/model/restore.ts'
import { Verification } from '../../shared/model/restore.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import { carryOutRestore } from '../../shared/restore/complete-restore.ts'
import { keepEnd } from '../../shared/restore/keep-end.ts'
import type { RestorePorts } from '../../shared/restore/restore-ports.ts'
import { verificationKey } from '../../shared/vault/restore-layout.ts'
import { findDocument } from '../../shared/vault/stored-documents.ts'
import { printable } from '../print.ts'
import type { CommandResult, Session } from '../session.ts'
import type { Output } from '../world.ts'
import { commandsFor } from './commands-for.ts'
import { outcomeResult } from './outcome-result.ts'

/** A restore whose plan is in the vault. */
export interface KeptRestore {
  readonly ports: RestorePorts
  readonly plan: RestorePlan
  readonly roleArn: string | undefined
  /** Path of the plan file, if one was named. */
  readonly plans: string | undefined
}

/**
 * Carries out a restore from where it stands, with a line for each step on stderr. The first interruption lets the
 * steps in flight end; whatever ends it, the command that goes on with it is said.
 */
export async function performRestore(
  session: Session,
  { ports, plan, roleArn, plans }: KeptRestore,
): Promise<CommandResult> {
  const { world } = session
  const { restoreId } = plan.request
  const commands = commandsFor(session, { restoreId, roleArn, plans })
  const say = (line: string) => void world.stderr.write(`${printable(line)}\n`)
  const signal = world.interruption.claim()
  signal.addEventListener('abort', () => {
    say(`Stopping after the steps in flight; interrupt again to end at once. To go on: ${commands.resume}`)
  })
  // Said first: whoever loses the terminal later can still read it, or find it in a log.
  say(`Restore ${restoreId}. If it is cut off, go on with: ${commands.resume}`)
  try {
    const tell = stepLines(world.stderr, plan)
    const outcome = await carryOutRestore(ports, restoreId, { signal, tell })
    if (outcome.state !== 'paused' && outcome.state !== 'applied')
      await keepEnd(ports, restoreId, outcome.state)
    return outcomeResult({ plan, outcome, verification: await lastVerification(ports.store, plan), commands })
  } catch (error) {
    if (!isBeforeAnyChange(error)) say(`The restore stands where it was. To go on: ${commands.resume}`)
    throw error
  }
}

function stepLines(output: Output, { items, steps }: RestorePlan) {
  const width = String(steps.length).length
  return ({ id, item, what }: RestoreStep, mark: 'begun' | 'done'): void => {
    if (mark === 'done') return
    const zone = items[item]?.target.zone ?? ''
    const number = String(Number(id)).padStart(width)
    output.write(`${printable(`${number}/${steps.length}  ${zone}  ${what}`)}\n`)
  }
}

/** What was read back last: after everything was created, or after it was made live. */
async function lastVerification(store: ObjectStore, plan: RestorePlan): Promise<Verification | undefined> {
  const { restoreId } = plan.request
  return (
    (await findDocument(store, Verification, verificationKey(restoreId, 'enable'))) ??
    (await findDocument(store, Verification, verificationKey(restoreId, 'create')))
  )
}

function isBeforeAnyChange(error: unknown): boolean {
  return [BlobCorruptError, BlobMissingError, RestoreRefusedError].some((kind) => error instanceof kind)
}
