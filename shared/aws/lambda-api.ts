import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { LambdaApi } from '../ports/lambda-api.ts'
import { functionCalls } from './lambda-functions.ts'
import { settingsCalls } from './lambda-settings.ts'
import { signingCalls, sourceCalls } from './lambda-sources.ts'

/**
 * The Lambda control plane of one region, read through the SDK.
 *
 * @param client made by createClient for that region
 * @param region its name
 */
export function lambdaApi(client: LambdaClient, region: string): LambdaApi {
  return {
    region,
    ...functionCalls(client),
    ...settingsCalls(client),
    ...signingCalls(client),
    ...sourceCalls(client),
  }
}
