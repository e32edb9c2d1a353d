import { shellWord } from '../../shared/model/shell-word.ts'
import type { Session } from '../session.ts'

/** What the commands to a restore are made of. */
export interface RestoreAddress {
  readonly restoreId: string
  readonly roleArn: string | undefined
  /** Path of the plan file, if one was named. */
  readonly plans: string | undefined
}

/** The commands that a person may want next, as they are typed. */
export interface NextCommands {
  readonly resume: string
  readonly undo: string
}

/**
 * Where the restore was found, its commands find it again: in the copy too, when the vault itself is gone. The points that
 * they take are locked by the same plans.
 */
export function commandsFor(
  { vaultOptions }: Pick<Session, 'vaultOptions'>,
  { restoreId, roleArn, plans }: RestoreAddress,
): NextCommands {
  const role = roleArn === undefined ? [] : [`--role-arn ${roleArn}`]
  const file = plans === undefined ? [] : [`--plans ${shellWord(plans)}`]
  const rest = [vaultOptions(), ...role, ...file].join(' ')
  return {
    resume: `holdfast restore --resume ${restoreId} ${rest}`,
    undo: `holdfast restore --undo ${restoreId} ${rest}`,
  }
}
