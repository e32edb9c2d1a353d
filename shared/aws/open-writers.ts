import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { IAMClient } from '@aws-sdk/client-iam'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import type { Place } from '../restore/restore-ports.ts'
import type { CallHooks } from './call-hooks.ts'
import type { Credentials } from './clients.ts'
import { createClient } from './clients.ts'
import { roleWriter } from './iam-writer.ts'
import { lambdaWriter } from './lambda-writer.ts'
import { logGroupWriter } from './logs-writer.ts'
import { stagingArea } from './staging-writer.ts'
import { testEventsWriter } from './test-events-writer.ts'

/**
 * What one region is restored through, beside what it is read through. Requests to Lambda carry packages of up to
 * 50 MB: only silence is timed.
 *
 * @param hooks see every request of the SDK: the same that hold back the reading
 * @param credentials instead of the caller's own
 */
export function openWriters(
  region: string,
  hooks?: CallHooks,
  credentials?: Credentials,
): Pick<Place, 'writer' | 'roles' | 'logGroups' | 'testEvents' | 'staging'> {
  const options = { region, hooks, credentials }
  const transfer = { ...options, traffic: 'transfer' } as const
  return {
    writer: lambdaWriter(createClient(LambdaClient, transfer)),
    roles: roleWriter(createClient(IAMClient, options)),
    logGroups: logGroupWriter(createClient(CloudWatchLogsClient, options)),
    testEvents: testEventsWriter(async () =>
      createClient((await import('@aws-sdk/client-schemas')).SchemasClient, options),
    ),
    staging: stagingArea(createClient(S3Client, transfer)),
  }
}
