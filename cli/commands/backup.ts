import { Command, Option } from 'commander'
import * as z from 'zod'
import { EDGE_ZONE } from '../../shared/model/edge.ts'
import { backUpFleet } from '../back-up-fleet.ts'
import { backUpZones } from '../back-up-zones.ts'
import { plansOption } from '../capture-vault.ts'
import { CommandError } from '../command-error.ts'
import { functionName, positiveNumber, severalOf, share, zoneName } from '../options.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const BackupOptions = z.object({
  all: z.boolean().default(false),
  zone: z.array(z.string()).optional(),
  exclude: z.array(z.string()).optional(),
  function: z.array(z.string()).optional(),
  deep: z.boolean().default(false),
  resume: z.string().optional(),
  concurrency: z.number(),
  quotaShare: z.number(),
  plans: z.string().optional(),
})
type BackupOptions = z.infer<typeof BackupOptions>

/** Functions of one zone that are read side by side: they share one quota, so more would only wait. */
const CONCURRENCY = 4

/** Share of AWS's quotas, as `QuotaShare` of a deployment: the rest belongs to the caller's own deployments. */
const QUOTA_SHARE = 0.33

export function backupCommand(perform: Perform): Command {
  const command = new Command('backup')
    .summary('back up functions now')
    .description(
      'Backs up the functions of one or more regions, or with --all of the whole account and the CloudFront edge, with your own AWS credentials; nothing needs to be deployed. ' +
        'Only what changed since the last backup is read. A vault is begun where there is none.',
    )
  for (const option of backupOptions()) command.addOption(option)
  return command.action((options: unknown) =>
    perform((session) => backup(session, BackupOptions.parse(options))),
  )
}

function backupOptions(): readonly Option[] {
  const deep = 'read every part of every function, also what the listing does not show as changed'
  const concurrency = new Option('--concurrency <number>', 'functions read side by side in a zone')
  const quotaShare = new Option(
    '--quota-share <share>',
    "part of AWS's quotas to take in each region, up to 1",
  )
  const resume = new Option('--resume <run>', 'go on with a run that was stopped, or that died')
  return [
    new Option('--all', 'every zone, as one run with a report').conflicts(['function', 'concurrency']),
    severalTimes('--zone <zone>', 'this zone, and others if repeated; default: your own region', zoneName),
    severalTimes('--exclude <zone>', 'of --all: not this zone, and others if repeated', zoneName),
    severalTimes('--function <name>', 'only this function, and others if repeated', functionName),
    new Option('--deep', deep),
    resume.conflicts(['zone', 'exclude', 'deep', 'function', 'concurrency']).implies({ all: true }),
    concurrency.argParser(positiveNumber).default(CONCURRENCY),
    quotaShare.argParser(share).default(QUOTA_SHARE),
    plansOption(),
  ]
}

async function backup(session: Session, options: BackupOptions): Promise<CommandResult> {
  const { all, zone, exclude, deep, quotaShare, resume, plans } = options
  if (all) return await backUpFleet(session, { zones: zone, exclude, deep, quotaShare, resume, plans })
  if (exclude !== undefined) throw onlyWithAll('--exclude takes zones from those of --all.')
  if (zone?.includes(EDGE_ZONE) === true) throw onlyWithAll('The edge is backed up by a run.')
  const { function: functions, concurrency } = options
  return await backUpZones(session, { regions: zone, functions, deep, concurrency, quotaShare, plans })
}

function onlyWithAll(what: string): CommandError {
  return new CommandError({ what, advice: 'Add --all; --zone still selects zones.', ending: 'usage' })
}

function severalTimes(flags: string, description: string, read: (text: string) => string): Option {
  return new Option(flags, description).argParser(severalOf(read))
}
