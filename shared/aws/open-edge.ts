import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { EDGE_REGION } from '../model/edge.ts'
import type { CloudFrontApi } from '../ports/cloudfront-api.ts'
import type { EdgePlace } from '../restore/edge/edge-ports.ts'
import type { CallHooks } from './call-hooks.ts'
import type { Credentials } from './clients.ts'
import { createClient } from './clients.ts'
import type { CloudFrontClients } from './cloudfront-api.ts'
import { cloudFrontApi } from './cloudfront-api.ts'
import { cloudFrontWriter } from './cloudfront-writer.ts'

/**
 * Makes the clients of the zone `edge`. Credentials and endpoints come from the SDK's default chains.
 *
 * The data plane of key value stores answers under the account's id as a subdomain; the SDK puts it before a custom
 * endpoint (`AWS_ENDPOINT_URL`) too, which must therefore be a name whose subdomains resolve, not an IP address.
 *
 * @param hooks see every request of the SDK
 */
export function openEdge(hooks?: CallHooks): CloudFrontApi {
  return cloudFrontApi(openClients(hooks))
}

/**
 * What CloudFront is restored through, made as {@link openEdge}.
 *
 * @param credentials instead of the caller's own
 */
export function openEdgePlace(hooks?: CallHooks, credentials?: Credentials): EdgePlace {
  const clients = openClients(hooks, credentials)
  return { cloudfront: cloudFrontApi(clients), writer: cloudFrontWriter(clients) }
}

function openClients(hooks?: CallHooks, credentials?: Credentials): CloudFrontClients {
  const options = { region: EDGE_REGION, hooks, credentials }
  return {
    cloudfront: createClient(CloudFrontClient, options),
    keyValues: createClient(CloudFrontKeyValueStoreClient, options),
  }
}
