import type { Gateway } from '../../../local/gateway.ts'
import { startGateway } from '../../../local/gateway.ts'
import type { Quota } from '../../../local/gateway/quotas.ts'
import { ACCOUNT, HOME_REGION } from '../account.ts'
import type { FastAws } from './fast-aws.ts'
import { startFastAws } from './fast-aws.ts'
import type { FastS3 } from './fast-s3.ts'
import { startFastS3 } from './fast-s3.ts'
import type { Fleet } from './fleet.ts'

/** Where a bench plays: AWS's read APIs behind the gateway, and S3 beside it. */
export interface FleetStage {
  readonly fleet: Fleet
  readonly gateway: Gateway
  readonly aws: FastAws
  readonly s3: FastS3
  /** Address of an empty vault in that S3. */
  readonly vault: string
}

/**
 * Plays on a stage that the SDK's default chain leads to, and takes it down afterwards. Calls of S3 do not pass the
 * gateway: no quota of Lambda's concerns them.
 *
 * @param quotas which the gateway enforces
 */
export async function onStage<T>(
  fleet: Fleet,
  quotas: readonly Quota[],
  play: (stage: FleetStage) => Promise<T>,
): Promise<T> {
  const [aws, s3] = [await startFastAws(fleet), await startFastS3()]
  const gateway = await startGateway({
    target: new URL(aws.origin),
    options: { quotas, trail: { enabled: false }, defaults: { account: ACCOUNT, region: HOME_REGION } },
  })
  Object.assign(process.env, { AWS_ENDPOINT_URL: gateway.url, AWS_ENDPOINT_URL_S3: s3.origin })
  try {
    return await play({ fleet, gateway, aws, s3, vault: 's3://bench-vault' })
  } finally {
    delete process.env['AWS_ENDPOINT_URL']
    delete process.env['AWS_ENDPOINT_URL_S3']
    await gateway.close()
    await Promise.all([aws.close(), s3.close()])
  }
}
