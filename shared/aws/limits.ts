import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { LimitsApi } from '../doctor/doctor-ports.ts'
import { call } from './calls.ts'
import { createClient } from './clients.ts'

/** Lambda's quotas of one region. */
export function openLimits(region: string): LimitsApi {
  const client = createClient(LambdaClient, { region })
  return {
    async readLimits() {
      const command = new GetAccountSettingsCommand({})
      const answer = await call('GetAccountSettings', () => client.send(command))
      const { AccountLimit: limit, AccountUsage: usage } = answer
      return {
        codeUsed: usage?.TotalCodeSize ?? 0,
        codeLimit: limit?.TotalCodeSize ?? 0,
        concurrencyLimit: limit?.ConcurrentExecutions ?? 0,
        unreservedConcurrency: limit?.UnreservedConcurrentExecutions ?? 0,
      }
    },
  }
}
