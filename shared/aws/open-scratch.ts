import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { LambdaClient } from '@aws-sdk/client-lambda'
import type { ScratchPlace } from '../restore-test/test-ports.ts'
import type { CallHooks } from './call-hooks.ts'
import { createClient } from './clients.ts'
import { functionInvoker } from './function-invoker.ts'
import { logGroupRemover } from './log-group-remover.ts'

/** What a restore test does in one region besides restoring. @param hooks see every request of the SDK */
export function openScratch(
  region: string,
  hooks?: CallHooks,
): Pick<ScratchPlace, 'invoke' | 'deleteLogGroup'> {
  const options = { region, hooks }
  return {
    invoke: functionInvoker(createClient(LambdaClient, { ...options, traffic: 'invocation' })),
    deleteLogGroup: logGroupRemover(createClient(CloudWatchLogsClient, options)),
  }
}
