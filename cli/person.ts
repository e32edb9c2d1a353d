import type { Session } from './session.ts'

/**
 * Who changes a vault by hand: what was said, else whose AWS credentials reach a bucket, else the user of the machine.
 * What the command line says of itself is a note, no proof; CloudTrail has the proof for a bucket.
 */
export async function personOf({ world, vaultUrl }: Session, said: string | undefined): Promise<string> {
  if (said !== undefined) return said
  if (vaultUrl().startsWith('s3:')) return (await world.aws.readCaller()).principal
  return world.env['USER'] ?? world.env['LOGNAME'] ?? 'unknown'
}
