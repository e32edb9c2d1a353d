import type { requestSigner } from '../aws/sign-request.ts'
import type { BulkPost } from '../log-delivery/log-delivery-ports.ts'
import { httpPoster } from './http-post.ts'

/** Bytes of an answer that are read: it has some hundred for each line of a request. */
const LARGEST_ANSWER = 8 * 2 ** 20

/**
 * Posts to `_bulk` of an OpenSearch domain.
 *
 * @param endpoint of the domain
 * @param sign for the service `es`
 * @param send as in `httpPoster`
 */
export function bulkPoster(
  endpoint: URL,
  sign: ReturnType<typeof requestSigner>,
  send?: Parameters<typeof httpPoster>[0],
): BulkPost {
  const address = new URL('/_bulk', endpoint)
  const headers = { 'content-type': 'application/x-ndjson' }
  const post = httpPoster(send, LARGEST_ANSWER)
  return async (body, timeout) => post(await sign({ address, headers, body }), timeout)
}
