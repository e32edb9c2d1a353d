import type { CloudFrontClient, FunctionSummary } from '@aws-sdk/client-cloudfront'
import { DescribeFunctionCommand, GetFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-cloudfront'
import type { JsonObject } from '../model/json.ts'
import type { CloudFrontApi, FunctionStage } from '../ports/cloudfront-api.ts'
import { callOptional, callPages } from './calls.ts'
import { plainObject } from './plain-json.ts'

type FunctionCalls = Pick<CloudFrontApi, 'listFunctions' | 'describeFunction' | 'getFunctionCode'>

/** CloudFront functions. */
export function edgeFunctionCalls(client: CloudFrontClient): FunctionCalls {
  return {
    listFunctions: (stage) => listFunctions(client, stage),
    async describeFunction(Name, Stage) {
      const command = new DescribeFunctionCommand({ Name, Stage })
      const answer = await callOptional('DescribeFunction', () => client.send(command))
      return answer && { description: plainObject(answer.FunctionSummary), etag: answer.ETag ?? '' }
    },
    async getFunctionCode(Name, Stage) {
      const command = new GetFunctionCommand({ Name, Stage })
      const answer = await callOptional('GetFunction', () => client.send(command))
      return answer && { code: answer.FunctionCode ?? new Uint8Array(), etag: answer.ETag ?? '' }
    },
  }
}

async function listFunctions(client: CloudFrontClient, stage: FunctionStage): Promise<readonly JsonObject[]> {
  const pages = functionPages(client, stage)
  return (await callPages('ListFunctions', pages, (items) => items)).map(plainObject)
}

/** The SDK has no paginator for this list: an absent or empty NextMarker ends it. */
async function* functionPages(
  client: CloudFrontClient,
  Stage: FunctionStage,
): AsyncIterable<readonly FunctionSummary[]> {
  let Marker: string | undefined
  do {
    const { FunctionList } = await client.send(
      new ListFunctionsCommand({ Stage, ...(Marker === undefined ? {} : { Marker }) }),
    )
    yield FunctionList?.Items ?? []
    Marker = FunctionList?.NextMarker
  } while (Marker !== undefined && Marker !== '')
}
