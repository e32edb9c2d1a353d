import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

/**
 * Finds the address of a host; names under `localhost` are the loopback address, as RFC 6761 (6.3) says and as
 * many systems' resolvers do not. A custom endpoint on `localhost` needs it where the SDK puts an account's id or a
 * bucket's name before the endpoint's own.
 */
export const lookupWithLoopback: LookupFunction = (hostname, options, callback) => {
  lookup(hostname.endsWith('.localhost') ? 'localhost' : hostname, options, callback)
}
