import type { GetFunctionResponse, LambdaClient } from '@aws-sdk/client-lambda'
import {
  GetFunctionCommand,
  paginateListAliases,
  paginateListFunctions,
  paginateListVersionsByFunction,
} from '@aws-sdk/client-lambda'
import type { JsonObject } from '../model/json.ts'
import type { FunctionDescription, FunctionRef, LambdaApi } from '../ports/lambda-api.ts'
import { call, callPages, listObjects } from './calls.ts'
import { plainObject } from './plain-json.ts'
import { translateError } from './translate-error.ts'

type FunctionCalls = Pick<LambdaApi, 'listFunctions' | 'getFunction' | 'listVersions' | 'listAliases'>

/** Functions themselves: their listing, one of them, its versions and aliases. */
export function functionCalls(client: LambdaClient): FunctionCalls {
  return {
    listFunctions: () => listFunctions(client),
    async getFunction(ref) {
      return describe(await call('GetFunction', () => client.send(new GetFunctionCommand(identify(ref)))))
    },
    async listVersions(name) {
      const pages = paginateListVersionsByFunction({ client }, { FunctionName: name })
      return (await callPages('ListVersionsByFunction', pages, (page) => page.Versions)).map(plainObject)
    },
    async listAliases(name) {
      const pages = paginateListAliases({ client }, { FunctionName: name })
      return listObjects('ListAliases', pages, (page) => page.Aliases)
    },
  }
}

/** How Lambda's API wants a function named. */
export function identify({ name, qualifier }: FunctionRef) {
  return { FunctionName: name, ...(qualifier === undefined ? {} : { Qualifier: qualifier }) }
}

async function* listFunctions(client: LambdaClient): AsyncIterable<JsonObject> {
  try {
    for await (const page of paginateListFunctions({ client }, {})) {
      yield* (page.Functions ?? []).map(plainObject)
    }
  } catch (error) {
    throw translateError(error, 'ListFunctions')
  }
}

/** The presigned URL is taken out of `code`, so that what may be stored never holds it. */
function describe(answer: GetFunctionResponse): FunctionDescription {
  const { Location: location, ...code } = answer.Code ?? {}
  return {
    configuration: plainObject(answer.Configuration),
    code: plainObject(code),
    location,
    tags: answer.TagsError === undefined ? (answer.Tags ?? {}) : undefined,
    tagsError: answer.TagsError === undefined ? undefined : plainObject(answer.TagsError),
    reservedConcurrency: answer.Concurrency?.ReservedConcurrentExecutions,
  }
}
