import type { Session } from '../session.ts'

/** What the commands to a restore are made of. */
export interface RestoreAddress {
  readonly restoreId: string
  readonly roleArn: string | undefined
}

/** The commands that a person may want next, as they are typed. */
export interface NextCommands {
  readonly resume: string
  readonly undo: string
}

/** Where the restore was found, its commands find it again: in the copy too, when the vault itself is gone. */
export function commandsFor(
  { vaultOptions }: Pick<Session, 'vaultOptions'>,
  { restoreId, roleArn }: RestoreAddress,
): NextCommands {
  const rest = [vaultOptions(), ...(roleArn === undefined ? [] : [`--role-arn ${roleArn}`])].join(' ')
  return {
    resume: `holdfast restore --resume ${restoreId} ${rest}`,
    undo: `holdfast restore --undo ${restoreId} ${rest}`,
  }
}
