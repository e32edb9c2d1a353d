import { Command, InvalidArgumentError } from 'commander'
import * as z from 'zod'
import { verify } from '../../shared/vault/verify.ts'
import type { DataPart, VerifyCounts, VerifyReport } from '../../shared/vault/verify-report.ts'
import { bytesText, countText } from '../../shared/report/format.ts'
import { duration } from '../keep-options.ts'
import type { Ending } from '../exit-codes.ts'
import { PLAN_FILE } from '../plan/plan-options.ts'
import { table } from '../print.ts'
import type { Style } from '../print.ts'
import type { CommandResult, Perform, Session } from '../session.ts'
import { judgeCopy, verdictText } from '../verify-copy.ts'

const Part = z.object({ part: z.number(), of: z.number() })
const DAY = 24 * 60 * 60_000
const VerifyCommandOptions = z.object({
  readData: z.union([z.literal(true), Part]).optional(),
  lag: z.number().default(DAY),
  plans: z.string().optional(),
})
type VerifyCommandOptions = z.infer<typeof VerifyCommandOptions>

export function verifyCommand(perform: Perform): Command {
  return new Command('verify')
    .summary('check that the vault is whole')
    .description(
      'Checks every manifest, pointer and blob of the vault, names what is damaged, repairs nothing. With --copy it checks that copy instead, and compares it with the vault.',
    )
    .option(
      '--read-data [part]',
      'read and hash every blob too, or the part k/n of them, so that n runs read all (--read-data=1/30)',
      dataPart,
    )
    .option('--lag <time>', 'how long a copy may lack what the vault has (default: 1d)', duration)
    .option(
      '--plans <file>',
      `the plans that a copy was made by, if it was (default: ${PLAN_FILE} in the current directory)`,
    )
    .action((options: unknown) => perform((session) => check(session, VerifyCommandOptions.parse(options))))
}

async function check(session: Session, options: VerifyCommandOptions): Promise<CommandResult> {
  const { namedCopy } = session
  if (namedCopy === undefined) return resultOf(await examine(session, session.vaultUrl(), options))
  const report = await examine(session, namedCopy, options)
  const verdict = await judgeCopy(session, {
    url: namedCopy,
    allowed: options.lag,
    plans: options.plans,
  })
  const { ending, ...comparison } = verdict
  return {
    ending: graver(endingOf(report), ending),
    json: { ...report, comparison },
    text: (style) => `${reportText(style, report)}\n\n${verdictText(style, verdict, report)}`,
  }
}

function resultOf(report: VerifyReport): CommandResult {
  return {
    ending: endingOf(report) ?? 'done',
    json: { ...report },
    text: (style) => reportText(style, report),
  }
}

/** Damage counts most, wherever it is found; that something may not be read, where nothing else is wrong. */
function graver(own: Ending | undefined, compared: Ending): Ending {
  return own === 'integrity' || compared === 'done' ? (own ?? compared) : compared
}

/** What may not be read may be whole. `undefined`: nothing is wrong. */
function endingOf({ damage }: VerifyReport): Ending | undefined {
  if (damage.length === 0) return undefined
  return damage.every(({ kind }) => kind === 'unreadable') ? 'refused' : 'integrity'
}

async function examine(
  { world, progress }: Session,
  url: string,
  options: VerifyCommandOptions,
): Promise<VerifyReport> {
  const bar = progress('verify')
  try {
    return await verify(world.openStore(url), {
      ...(options.readData !== undefined && {
        readData: options.readData === true ? 'all' : options.readData,
      }),
      onProgress: ({ step, done, total }) => bar.update(done, total ?? done, step),
    })
  } finally {
    bar.stop()
  }
}

/** Reads `k/n`. @throws InvalidArgumentError */
function dataPart(text: string): DataPart {
  const [, part, of] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number)
  if (part !== undefined && of !== undefined && part >= 1 && part <= of) return { part, of }
  throw new InvalidArgumentError('It must be k/n, with k from 1 to n.')
}

function reportText(style: Style, report: VerifyReport): string {
  const { checked, damage, notices } = report
  const damaged = damage.map((one) => [
    { text: one.kind, paint: style.bad },
    one.key,
    one.message,
    affectedText(one.affects),
  ])
  const noticed = notices.map((one) => [{ text: one.kind, paint: style.warn }, one.key, one.message])
  return [
    ...(damaged.length > 0 ? [table(style, ['DAMAGE', 'KEY', 'WHAT', 'AFFECTS'], damaged)] : []),
    ...(noticed.length > 0 ? [table(style, ['NOTICE', 'KEY', 'WHAT'], noticed)] : []),
    countsText(checked),
    verdictOn(style, report),
  ].join('\n\n')
}

function verdictOn(style: Style, report: VerifyReport): string {
  const { url, damage } = report
  const findings = countText(damage.length, 'finding')
  const ending = endingOf(report)
  if (ending === undefined) return style.good(`${url} is whole.`)
  return style.bad(`${url} ${ending === 'refused' ? 'may not be read wholly' : 'is damaged'}: ${findings}.`)
}

function affectedText(keys: readonly string[]): string {
  return keys.length === 0 ? 'no recovery point' : keys.join('\n')
}

function countsText(checked: VerifyCounts): string {
  const kinds = [
    countText(checked.manifests, 'manifest'),
    countText(checked.pointers, 'pointer'),
    countText(checked.inventories, 'inventory', 'inventories'),
    `${countText(checked.blobs, 'blob')} (${checked.unreferencedBlobs} unreferenced)`,
  ]
  const read = `${countText(checked.blobsRead, 'blob')} read and hashed, ${bytesText(checked.bytesRead)}`
  return `checked ${kinds.join(', ')}\n${read}`
}
