// The data plane is signed with SigV4a, which the SDK does only when this package has registered itself.
import '@aws-sdk/signature-v4a'
import type { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { DescribeKeyValueStoreCommand, paginateListKeyValueStores } from '@aws-sdk/client-cloudfront'
import type { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import {
  DescribeKeyValueStoreCommand as DescribeKeyValuesCommand,
  paginateListKeys,
} from '@aws-sdk/client-cloudfront-keyvaluestore'
import type { CloudFrontApi } from '../ports/cloudfront-api.ts'
import { callOptional, callPages } from './calls.ts'
import { plainObject } from './plain-json.ts'

/** Pairs in one page of ListKeys: the most that it gives (API reference); without it ten. */
const PAIRS_PER_PAGE = 50

type KeyValueCalls = Pick<
  CloudFrontApi,
  'listKeyValueStores' | 'describeKeyValueStore' | 'describeKeyValues' | 'listKeyValues'
>

/** Key value stores: the stores by CloudFront's control plane, their pairs by a service of its own. */
export function keyValueCalls(
  client: CloudFrontClient,
  keyValues: CloudFrontKeyValueStoreClient,
): KeyValueCalls {
  return {
    async listKeyValueStores() {
      const pages = paginateListKeyValueStores({ client }, {})
      const stores = await callPages('ListKeyValueStores', pages, (page) => page.KeyValueStoreList?.Items)
      return stores.map(plainObject)
    },
    async describeKeyValueStore(Name) {
      const command = new DescribeKeyValueStoreCommand({ Name })
      const answer = await callOptional('DescribeKeyValueStore', () => client.send(command))
      return answer && { description: plainObject(answer.KeyValueStore), etag: answer.ETag ?? '' }
    },
    async describeKeyValues(KvsARN) {
      const command = new DescribeKeyValuesCommand({ KvsARN })
      const answer = await callOptional('DescribeKeyValueStore', () => keyValues.send(command))
      if (answer === undefined) return undefined
      const { ETag: etag = '', ...description } = answer
      return { description: plainObject(description), etag }
    },
    async listKeyValues(KvsARN) {
      const pages = paginateListKeys({ client: keyValues, pageSize: PAIRS_PER_PAGE }, { KvsARN })
      const items = await callOptional('ListKeys', () => callPages('ListKeys', pages, (page) => page.Items))
      return items?.map(({ Key: key = '', Value: value = '' }) => ({ key, value }))
    },
  }
}
