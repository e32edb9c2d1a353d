import { Command } from 'commander'
import * as z from 'zod'
import { SettingInvalidError } from '../../shared/errors.ts'
import { mirrorVault } from '../mirror-vault.ts'
import { mirrorText } from '../mirror-text.ts'
import { positiveNumber, severalOf } from '../options.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const MirrorOptions = z.object({
  recipient: z.array(z.string()).default([]),
  prune: z.boolean().default(false),
  concurrency: z.number().optional(),
})

export function mirrorCommand(perform: Perform): Command {
  return new Command('mirror')
    .summary('copy the vault to another place, or bring such a copy up to date')
    .description(
      'Copies everything of the vault that the other place lacks, every blob hashed on its way. What stands there is not copied again, and nothing is removed; interrupt it whenever you like, the next call goes on.',
    )
    .argument('<address>', 'where to: file:///directory, or s3://bucket/prefix')
    .option(
      '--recipient <age1...>',
      'encrypt every object with age for this recipient; several may be given',
      severalOf(String),
    )
    .option('--prune', 'also remove what retention has removed from the vault')
    .option('--concurrency <n>', 'objects copied at the same time (default: 16)', positiveNumber)
    .action((address: string, options: unknown) =>
      perform((session) => mirror(session, address, MirrorOptions.parse(options))),
    )
}

async function mirror(
  session: Session,
  address: string,
  { recipient: recipients, prune, concurrency }: z.infer<typeof MirrorOptions>,
): Promise<CommandResult> {
  if (recipients.length > 0) await checkRecipients(recipients)
  const { ending, report } = await mirrorVault(session, { address, recipients, prune, concurrency })
  return { ending, json: { ...report }, text: (style) => mirrorText(style, report) }
}

/** age is loaded for it: large, and needed by few. @throws SettingInvalidError when one is no recipient of age */
async function checkRecipients(recipients: readonly string[]): Promise<void> {
  const { isRecipient } = await import('../../shared/copies/age.ts')
  const wrong = recipients.find((recipient) => !isRecipient(recipient))
  if (wrong !== undefined)
    throw new SettingInvalidError(
      `--recipient must be age1 and what follows: ${wrong} is no recipient of age`,
    )
}
