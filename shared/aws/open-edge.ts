import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { EDGE_REGION } from '../model/edge.ts'
import type { CloudFrontApi } from '../ports.ts'
import type { CallHooks } from './call-hooks.ts'
import { createClient } from './clients.ts'
import { cloudFrontApi } from './cloudfront-api.ts'

/**
 * Makes the clients of the zone `edge`. Credentials and endpoints come from the SDK's default chains.
 *
 * The data plane of key value stores answers under the account's id as a subdomain; the SDK puts it before a custom
 * endpoint (`AWS_ENDPOINT_URL`) too, which must therefore be a name whose subdomains resolve, not an IP address.
 *
 * @param hooks see every request of the SDK
 */
export function openEdge(hooks?: CallHooks): CloudFrontApi {
  const options = { region: EDGE_REGION, hooks }
  return cloudFrontApi({
    cloudfront: createClient(CloudFrontClient, options),
    keyValues: createClient(CloudFrontKeyValueStoreClient, options),
  })
}
