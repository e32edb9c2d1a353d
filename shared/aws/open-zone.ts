import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EC2Client } from '@aws-sdk/client-ec2'
import { IAMClient } from '@aws-sdk/client-iam'
import { LambdaClient } from '@aws-sdk/client-lambda'
import type { Downloader, LambdaApi } from '../ports/lambda-api.ts'
import type { SurroundingsApi } from '../ports/surroundings-api.ts'
import type { CallHooks } from './call-hooks.ts'
import type { Credentials } from './clients.ts'
import { createClient } from './clients.ts'
import { httpDownloader } from './downloader.ts'
import { lambdaApi } from './lambda-api.ts'
import { surroundingsApi } from './surroundings-api.ts'

/** Everything that the functions of one region are read through. */
export interface ZoneSources {
  readonly lambda: LambdaApi
  readonly surroundings: SurroundingsApi
  readonly downloader: Downloader
}

/**
 * Makes the clients of one region. Credentials and endpoints come from the SDK's default chains.
 * @param hooks see every request of the SDK; downloads of code are none
 * @param credentials instead of the caller's own
 */
export function openZone(region: string, hooks?: CallHooks, credentials?: Credentials): ZoneSources {
  const options = { region, hooks, credentials }
  return {
    lambda: lambdaApi(createClient(LambdaClient, options), region),
    surroundings: surroundingsApi({
      iam: createClient(IAMClient, options),
      logs: createClient(CloudWatchLogsClient, options),
      ec2: createClient(EC2Client, options),
      openEcr: async () => createClient((await import('@aws-sdk/client-ecr')).ECRClient, options),
      openSchemas: async () => createClient((await import('@aws-sdk/client-schemas')).SchemasClient, options),
    }),
    downloader: httpDownloader(),
  }
}
