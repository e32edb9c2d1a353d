import { InvalidArgumentError, Option } from 'commander'
import * as z from 'zod'
import { OnConflict, RestoreId, RestorePart, StreamStart } from '../../shared/model/restore.ts'
import { plansOption } from '../capture-vault.ts'
import { functionName, instant, severalOf, share, zoneName } from '../options.ts'
import type { PointSelector } from './select-points.ts'
import { pointSelector } from './select-points.ts'

/** Share of AWS's quotas: somebody waits for a restore; the other half is left to deployments. */
const QUOTA_SHARE = 0.5

/** What the command line says of a restore. */
export const RestoreOptions = z.object({
  point: z.string().optional(),
  at: z.date().optional(),
  zone: z.string().optional(),
  select: z.array(z.custom<PointSelector>()).default([]),
  toRegion: z.string().optional(),
  toAccount: z.string().optional(),
  roleArn: z.string().optional(),
  name: z.string().optional(),
  parts: z.array(RestorePart).default([...RestorePart.options]),
  onConflict: OnConflict,
  map: z.string().optional(),
  writeMap: z.boolean().default(false),
  start: StreamStart,
  withRole: z.boolean().default(false),
  stagingBucket: z.array(z.custom<StagingBucket>()).default([]),
  quotaShare: z.number(),
  plans: z.string().optional(),
  dryRun: z.boolean().default(false),
  yes: z.boolean().default(false),
  resume: z.string().optional(),
  undo: z.string().optional(),
})
export type RestoreOptions = z.infer<typeof RestoreOptions>

/** A bucket for large packages, of one region or of whichever is restored into. */
export interface StagingBucket {
  readonly region: string | undefined
  readonly bucket: string
}

/** Every option, in the order of --help. */
export function restoreOptions(): readonly Option[] {
  return [...whichOptions(), ...whereOptions(), ...howOptions(), ...goOptions()]
}

function whichOptions(): readonly Option[] {
  const select =
    'instead of one: all with zone=ZONE, name=NAME (* for any letters), tag:KEY=VALUE or run=RUN (as that run left them); repeated, all must hold'
  return [
    new Option('--point <id>', 'this recovery point of it: the first digits of its id').conflicts('at'),
    new Option('--at <time>', 'its state at that time (2026-11-21T10:15:00Z)').argParser(instant),
    new Option('--zone <zone>', 'only look in this zone').argParser(zoneName),
    new Option('--select <what>', select)
      .argParser(severalOf(pointSelector))
      .conflicts(['point', 'zone', 'name']),
  ]
}

function whereOptions(): readonly Option[] {
  const bucket =
    'bucket for packages over 50 MB to go through, in the region that is restored into; or REGION=BUCKET, repeated'
  return [
    new Option('--to-region <region>', 'into this region').argParser(zoneName),
    new Option('--to-account <account>', 'into this account').argParser(accountId),
    new Option('--role-arn <arn>', 'role of the target account to work with').argParser(roleArn),
    new Option('--name <name>', 'under this name').argParser(functionName),
    new Option('--map <file>', 'how other names read at the target: YAML'),
    new Option('--write-map', 'only print such a file, with all names that the point has'),
    new Option('--staging-bucket <bucket>', bucket).argParser(severalOf(stagingBucket)),
  ]
}

function howOptions(): readonly Option[] {
  return [
    new Option(
      '--parts <parts>',
      `only these, separated by commas: ${RestorePart.options.join(', ')}`,
    ).argParser(partList),
    new Option('--on-conflict <what>', 'what becomes of a function that is there')
      .choices(OnConflict.options)
      .default('refuse'),
    new Option('--start <where>', 'where mappings of streams begin')
      .choices(StreamStart.options)
      .default('latest'),
    new Option('--with-role', 'create the execution role from the point when it is missing'),
    new Option('--quota-share <share>', "part of AWS's quotas to take in each region, up to 1")
      .argParser(share)
      .default(QUOTA_SHARE),
    plansOption(),
  ]
}

function goOptions(): readonly Option[] {
  const others = [
    'point',
    'at',
    'zone',
    'select',
    'toRegion',
    'toAccount',
    'name',
    'map',
    'writeMap',
    'parts',
  ]
  return [
    new Option('--dry-run', 'print the plan, and change nothing'),
    new Option('--yes', 'do not ask'),
    new Option('--resume <restore>', 'go on with a restore that was stopped, or that died or failed')
      .argParser(restoreId)
      .conflicts([...others, 'undo']),
    new Option('--undo <restore>', 'take back what a restore did').argParser(restoreId).conflicts(others),
  ]
}

function accountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text
  throw new InvalidArgumentError('It must be the 12 digits of an account.')
}

function roleArn(text: string): string {
  if (/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(text)) return text
  throw new InvalidArgumentError('It must be the ARN of a role: arn:aws:iam::123456789012:role/NAME.')
}

/** Reads the name of a bucket, or REGION=BUCKET. @throws InvalidArgumentError */
export function stagingBucket(text: string): StagingBucket {
  const [, region, bucket = ''] = /^(?:([a-z0-9-]+)=)?([a-z0-9][a-z0-9.-]{2,62})$/.exec(text) ?? []
  if (bucket !== '') return { region, bucket }
  throw new InvalidArgumentError('It must be the name of a bucket, or REGION=BUCKET.')
}

function partList(text: string): readonly RestorePart[] {
  const parts = z.array(RestorePart).safeParse(text.split(',').map((part) => part.trim()))
  if (parts.success) return parts.data
  throw new InvalidArgumentError(`They must be of ${RestorePart.options.join(', ')}.`)
}

function restoreId(text: string): string {
  if (RestoreId.safeParse(text).success) return text
  throw new InvalidArgumentError('It must be the id of a restore, as the restore printed it.')
}
