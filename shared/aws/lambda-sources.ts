import type { LambdaClient } from '@aws-sdk/client-lambda'
import {
  GetCapacityProviderCommand,
  GetCodeSigningConfigCommand,
  GetFunctionCodeSigningConfigCommand,
  GetLayerVersionByArnCommand,
  GetLayerVersionPolicyCommand,
  paginateListCodeSigningConfigs,
  paginateListEventSourceMappings,
  paginateListFunctionsByCodeSigningConfig,
} from '@aws-sdk/client-lambda'
import type { JsonObject } from '../model/json.ts'
import { parsePolicy } from '../model/policy.ts'
import type { LambdaApi, LayerDescription } from '../ports/lambda-api.ts'
import { call, callOptional, callPages, listObjects } from './calls.ts'
import { unlessImage } from './lambda-images.ts'
import { plainObject } from './plain-json.ts'

type SigningCalls = Pick<
  LambdaApi,
  'getCodeSigningArn' | 'getCodeSigningConfig' | 'listCodeSigningConfigs' | 'listCodeSigningFunctions'
>

/** Code signing configurations, and who uses them. */
export function signingCalls(client: LambdaClient): SigningCalls {
  return {
    async getCodeSigningArn(name) {
      const operation = 'GetFunctionCodeSigningConfig'
      const command = new GetFunctionCodeSigningConfigCommand({ FunctionName: name })
      const answer = await unlessImage(() => callOptional(operation, () => client.send(command)))
      return answer?.CodeSigningConfigArn === '' ? undefined : answer?.CodeSigningConfigArn
    },
    async getCodeSigningConfig(arn) {
      const command = new GetCodeSigningConfigCommand({ CodeSigningConfigArn: arn })
      const answer = await callOptional('GetCodeSigningConfig', () => client.send(command))
      return answer && plainObject(answer.CodeSigningConfig)
    },
    async listCodeSigningConfigs() {
      const pages = paginateListCodeSigningConfigs({ client }, {})
      return listObjects('ListCodeSigningConfigs', pages, (page) => page.CodeSigningConfigs)
    },
    async listCodeSigningFunctions(arn) {
      const pages = paginateListFunctionsByCodeSigningConfig({ client }, { CodeSigningConfigArn: arn })
      return callPages('ListFunctionsByCodeSigningConfig', pages, (page) => page.FunctionArns)
    },
  }
}

type SourceCalls = Pick<
  LambdaApi,
  'listEventSourceMappings' | 'getLayerVersion' | 'getLayerPolicy' | 'getCapacityProvider'
>

/** What a function draws on: event source mappings, layers, capacity providers. */
export function sourceCalls(client: LambdaClient): SourceCalls {
  return {
    async listEventSourceMappings(name) {
      const input = name === undefined ? {} : { FunctionName: name }
      const pages = paginateListEventSourceMappings({ client }, input)
      return listObjects('ListEventSourceMappings', pages, (page) => page.EventSourceMappings)
    },
    getLayerVersion: (arn) => getLayerVersion(client, arn),
    getLayerPolicy: (arn) => getLayerPolicy(client, arn),
    async getCapacityProvider(arn) {
      const command = new GetCapacityProviderCommand({ CapacityProviderName: arn.split(':').at(-1) })
      const answer = await call('GetCapacityProvider', () => client.send(command))
      return plainObject(answer.CapacityProvider)
    },
  }
}

async function getLayerVersion(client: LambdaClient, arn: string): Promise<LayerDescription> {
  const command = new GetLayerVersionByArnCommand({ Arn: arn })
  const { Content, ...description } = await call('GetLayerVersionByArn', () => client.send(command))
  const { Location: location, ...content } = Content ?? {}
  return { description: plainObject(description), content: plainObject(content), location }
}

/** An ARN of a layer version ends with the layer's name and the number: `...:layer:name:3`. */
async function getLayerPolicy(client: LambdaClient, arn: string): Promise<JsonObject | undefined> {
  const [LayerName, number] = arn.split(':').slice(-2)
  const command = new GetLayerVersionPolicyCommand({ LayerName, VersionNumber: Number(number) })
  const answer = await callOptional('GetLayerVersionPolicy', () => client.send(command))
  return answer?.Policy === undefined ? undefined : parsePolicy(answer.Policy)
}
