import { Command, InvalidArgumentError } from 'commander'
import * as z from 'zod'
import { isRecipient } from '../../shared/copies/age.ts'
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
      severalOf(recipient),
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
  const { ending, report } = await mirrorVault(session, { address, recipients, prune, concurrency })
  return { ending, json: { ...report }, text: (style) => mirrorText(style, report) }
}

/** @throws InvalidArgumentError */
function recipient(text: string): string {
  if (isRecipient(text)) return text
  throw new InvalidArgumentError('It must be a recipient of age: age1 and what follows.')
}
