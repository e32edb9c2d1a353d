/** What the commands to a restore are made of. */
export interface RestoreAddress {
  readonly restoreId: string
  readonly vaultUrl: string
  readonly roleArn: string | undefined
}

/** The commands that a person may want next, as they are typed. */
export interface NextCommands {
  readonly resume: string
  readonly undo: string
}

export function commandsFor({ restoreId, vaultUrl, roleArn }: RestoreAddress): NextCommands {
  const rest = [`--vault ${vaultUrl}`, ...(roleArn === undefined ? [] : [`--role-arn ${roleArn}`])].join(' ')
  return {
    resume: `holdfast restore --resume ${restoreId} ${rest}`,
    undo: `holdfast restore --undo ${restoreId} ${rest}`,
  }
}
