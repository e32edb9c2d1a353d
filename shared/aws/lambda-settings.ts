import type { LambdaClient } from '@aws-sdk/client-lambda'
import {
  GetFunctionRecursionConfigCommand,
  GetFunctionScalingConfigCommand,
  GetPolicyCommand,
  GetRuntimeManagementConfigCommand,
  paginateListFunctionEventInvokeConfigs,
  paginateListFunctionUrlConfigs,
  paginateListProvisionedConcurrencyConfigs,
} from '@aws-sdk/client-lambda'
import type { JsonObject } from '../model/json.ts'
import { parsePolicy } from '../model/policy.ts'
import type { FunctionRef, LambdaApi } from '../ports/lambda-api.ts'
import { callOptional, listObjects } from './calls.ts'
import { identify } from './lambda-functions.ts'
import { unlessImage } from './lambda-images.ts'
import { plainObject } from './plain-json.ts'

type SettingsCalls = Pick<
  LambdaApi,
  | 'getPolicy'
  | 'listFunctionUrls'
  | 'listEventInvokeConfigs'
  | 'listProvisionedConcurrency'
  | 'getRuntimeManagement'
  | 'getRecursion'
  | 'getScaling'
>

/** What is set beside a function's configuration, each by an API of its own. */
export function settingsCalls(client: LambdaClient): SettingsCalls {
  return {
    getPolicy: (ref) => getPolicy(client, ref),
    getRuntimeManagement: (ref) => getRuntimeManagement(client, ref),
    getRecursion: (name) => getRecursion(client, name),
    getScaling: (ref) => getScaling(client, ref),
    async listFunctionUrls(name) {
      const pages = paginateListFunctionUrlConfigs({ client }, { FunctionName: name })
      return listObjects('ListFunctionUrlConfigs', pages, (page) => page.FunctionUrlConfigs)
    },
    async listEventInvokeConfigs(name) {
      const pages = paginateListFunctionEventInvokeConfigs({ client }, { FunctionName: name })
      return listObjects('ListFunctionEventInvokeConfigs', pages, (page) => page.FunctionEventInvokeConfigs)
    },
    async listProvisionedConcurrency(name) {
      const pages = paginateListProvisionedConcurrencyConfigs({ client }, { FunctionName: name })
      return listObjects(
        'ListProvisionedConcurrencyConfigs',
        pages,
        (page) => page.ProvisionedConcurrencyConfigs,
      )
    },
  }
}

async function getPolicy(client: LambdaClient, ref: FunctionRef): Promise<JsonObject | undefined> {
  const command = new GetPolicyCommand(identify(ref))
  const answer = await callOptional('GetPolicy', () => client.send(command))
  return answer?.Policy === undefined ? undefined : parsePolicy(answer.Policy)
}

async function getRuntimeManagement(client: LambdaClient, ref: FunctionRef): Promise<JsonObject | undefined> {
  const command = new GetRuntimeManagementConfigCommand(identify(ref))
  const answer = await unlessImage(() =>
    callOptional('GetRuntimeManagementConfig', () => client.send(command)),
  )
  return answer && plainObject(answer)
}

async function getRecursion(client: LambdaClient, name: string): Promise<JsonObject | undefined> {
  const command = new GetFunctionRecursionConfigCommand({ FunctionName: name })
  const answer = await callOptional('GetFunctionRecursionConfig', () => client.send(command))
  return answer && plainObject(answer)
}

async function getScaling(client: LambdaClient, ref: FunctionRef): Promise<JsonObject | undefined> {
  const input = { FunctionName: ref.name, Qualifier: ref.qualifier ?? '$LATEST' }
  const command = new GetFunctionScalingConfigCommand(input)
  const answer = await callOptional('GetFunctionScalingConfig', () => client.send(command))
  return answer && plainObject(answer)
}
