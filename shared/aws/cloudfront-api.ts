import type { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { ListTagsForResourceCommand } from '@aws-sdk/client-cloudfront'
import type { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import type { CloudFrontApi } from '../ports/cloudfront-api.ts'
import { call } from './calls.ts'
import { distributionCalls } from './cloudfront-distributions.ts'
import { edgeFunctionCalls } from './cloudfront-functions.ts'
import { keyValueCalls } from './cloudfront-key-values.ts'

/** The two services that CloudFront's functions are read from. */
export interface CloudFrontClients {
  readonly cloudfront: CloudFrontClient
  readonly keyValues: CloudFrontKeyValueStoreClient
}

/** CloudFront of one account, read through the SDK. Both clients are made by createClient for EDGE_REGION. */
export function cloudFrontApi({ cloudfront, keyValues }: CloudFrontClients): CloudFrontApi {
  return {
    ...edgeFunctionCalls(cloudfront),
    ...keyValueCalls(cloudfront, keyValues),
    ...distributionCalls(cloudfront),
    listTags: (arn) => listTags(cloudfront, arn),
  }
}

async function listTags(client: CloudFrontClient, Resource: string): Promise<Record<string, string>> {
  const command = new ListTagsForResourceCommand({ Resource })
  const { Tags } = await call('ListTagsForResource', () => client.send(command))
  return Object.fromEntries((Tags?.Items ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
}
