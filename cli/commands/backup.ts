import { Command, InvalidArgumentError } from 'commander'
import * as z from 'zod'
import type { Caller } from '../../shared/aws/caller.ts'
import type { Vault } from '../../shared/ports.ts'
import { backUp } from '../back-up.ts'
import type { BackupProgress } from '../back-up.ts'
import { endingOf, reportText, totalsOf } from '../backup-report.ts'
import type { ZoneReport } from '../backup-report.ts'
import { explain } from '../explain.ts'
import { positiveNumber, severalOf, zoneName } from '../options.ts'
import type { Progress } from '../progress.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const BackupOptions = z.object({
  zone: z.array(z.string()).optional(),
  function: z.array(z.string()).optional(),
  deep: z.boolean().default(false),
  concurrency: z.number(),
})
type BackupOptions = z.infer<typeof BackupOptions>

/** Functions of one zone that are read side by side: they share one quota, so more would only wait. */
const CONCURRENCY = 4

export function backupCommand(perform: Perform): Command {
  return new Command('backup')
    .summary('back up functions now')
    .description(
      'Backs up the functions of one or more regions with your own AWS credentials; nothing needs to be deployed. ' +
        'Only what changed since the last backup is read. A vault is begun where there is none.',
    )
    .option('--zone <zone>', 'this region, and others if repeated; default: your own', severalOf(regionName))
    .option('--function <name>', 'only this function, and others if repeated', severalOf(functionName))
    .option('--deep', 'read every part of every function, also what the listing does not show as changed')
    .option('--concurrency <number>', 'functions read side by side in a zone', positiveNumber, CONCURRENCY)
    .action((options: unknown) => perform((session) => backup(session, BackupOptions.parse(options))))
}

async function backup(session: Session, options: BackupOptions): Promise<CommandResult> {
  const url = session.vaultUrl()
  const caller = await session.world.aws.readCaller(options.zone?.[0])
  const regions = [...new Set(options.zone ?? [caller.region])]
  const vault = session.vault('create')
  const zones = await backUpZones(session, { vault, caller, regions, options })
  return {
    ending: endingOf(zones),
    json: {
      vault: url,
      account: caller.account,
      principal: caller.principal,
      totals: totalsOf(zones),
      zones,
    },
    text: (style) => reportText(style, url, zones),
  }
}

interface Job {
  readonly vault: Vault
  readonly caller: Caller
  readonly regions: readonly string[]
  readonly options: BackupOptions
}

/** Zones are independent, quotas included: they run side by side. @throws when not one of them could be read */
async function backUpZones(session: Session, job: Job): Promise<readonly ZoneReport[]> {
  const bar = session.progress('backup')
  const progress = sumProgress(bar)
  try {
    const attempts = await Promise.allSettled(
      job.regions.map((region) => backUpOne(session, job, region, progress)),
    )
    const failures = attempts.flatMap((attempt) =>
      attempt.status === 'rejected' ? [attempt.reason as unknown] : [],
    )
    if (failures.length === attempts.length) throw failures[0]
    return attempts.map((attempt, index) =>
      attempt.status === 'fulfilled' ? attempt.value : failedZone(job.regions[index] ?? '', attempt.reason),
    )
  } finally {
    bar.stop()
  }
}

async function backUpOne(
  { world, log }: Session,
  { vault, caller, options }: Job,
  region: string,
  progress: BackupProgress,
): Promise<ZoneReport> {
  const { apiCalls, ...sources } = world.aws.openZone(region)
  const ports = { ...sources, vault, clock: world.clock, log }
  const cause = { type: 'person', principal: caller.principal } as const
  const { deep, concurrency, function: functions } = options
  const request = { account: caller.account, region, cause, functions, deep, concurrency }
  const outcome = await backUp(ports, request, progress)
  return { zone: region, ...outcome, apiCalls: apiCalls() }
}

function failedZone(zone: string, reason: unknown): ZoneReport {
  const name = reason instanceof Error ? reason.name : 'Error'
  return { zone, outcomes: [], unread: 0, apiCalls: 0, error: { name, message: explain(reason).what } }
}

/** One bar for all zones. */
function sumProgress(bar: Progress): BackupProgress {
  let steps = 0
  let done = 0
  return {
    planned: (more) => {
      steps += more
      bar.update(done, steps)
    },
    done: () => {
      done += 1
      bar.update(done, steps)
    },
  }
}

function regionName(text: string): string {
  if (text !== 'edge') return zoneName(text)
  throw new InvalidArgumentError('Only regions can be backed up from the command line.')
}

function functionName(text: string): string {
  if (/^[\w-]{1,64}$/.test(text)) return text
  throw new InvalidArgumentError('It must be the name of a function, without account, region or version.')
}
