import { Option } from 'commander'
import * as z from 'zod'
import { positiveNumber, severalOf, share, zoneName } from './options.ts'
import type { StagingBucket } from './restore/restore-options.ts'
import { stagingBucket } from './restore/restore-options.ts'

/** Share of AWS's quotas, as `QuotaShare` of a deployment: a test is in no hurry. */
const QUOTA_SHARE = 0.33

/** What the command line says of restore tests. */
export const TestOptions = z.object({
  zone: z.string().optional(),
  sample: z.number().optional(),
  toRegion: z.string().optional(),
  payload: z.string().optional(),
  expect: z.string().optional(),
  map: z.string().optional(),
  stagingBucket: z.array(z.custom<StagingBucket>()).default([]),
  quotaShare: z.number(),
})
export type TestOptions = z.infer<typeof TestOptions>

/** Every option, in the order of --help. */
export function testOptions(): readonly Option[] {
  const bucket =
    'bucket for packages over 50 MB to go through, in the region that is restored into; or REGION=BUCKET, repeated'
  return [
    new Option('--zone <zone>', 'the function of this zone').argParser(zoneName),
    new Option('--sample <number>', 'test so many functions, never tested ones first').argParser(
      positiveNumber,
    ),
    new Option('--to-region <region>', 'restore into this region').argParser(zoneName),
    new Option('--payload <file>', 'invoke the restored function with this JSON; it acts with its real role'),
    new Option('--expect <file>', 'what it shall answer; JSON is compared by value'),
    new Option('--map <file>', 'how other names read at the target: YAML, as for restore'),
    new Option('--staging-bucket <bucket>', bucket).argParser(severalOf(stagingBucket)),
    new Option('--quota-share <share>', "part of AWS's quotas to take in each region, up to 1")
      .argParser(share)
      .default(QUOTA_SHARE),
  ]
}
