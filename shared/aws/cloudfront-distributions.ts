import type { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { GetDistributionCommand, paginateListDistributions } from '@aws-sdk/client-cloudfront'
import type { CloudFrontApi } from '../ports/cloudfront-api.ts'
import { callOptional, callPages } from './calls.ts'
import { plainObject } from './plain-json.ts'

type DistributionCalls = Pick<CloudFrontApi, 'listDistributions' | 'getDistribution'>

/** Distributions: their listing, which holds the cache behaviours already, and one of them. */
export function distributionCalls(client: CloudFrontClient): DistributionCalls {
  return {
    async listDistributions() {
      const pages = paginateListDistributions({ client }, {})
      const found = await callPages('ListDistributions', pages, (page) => page.DistributionList?.Items)
      return found.map(plainObject)
    },
    async getDistribution(Id) {
      const command = new GetDistributionCommand({ Id })
      const answer = await callOptional('GetDistribution', () => client.send(command))
      return answer && { description: plainObject(answer.Distribution), etag: answer.ETag ?? '' }
    },
  }
}
