import { fromNodeProviderChain } from '@aws-sdk/credential-providers'
import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Clock } from '../ports/runtime.ts'

/** A POST to a service of AWS that the SDK has no client for. */
interface Post {
  readonly address: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Whom requests are signed for, and with whose credentials; those of the SDK's default chain unless others are given. */
export interface SigningFor {
  /** As signatures name it: `es`. */
  readonly service: string
  readonly region: string
  readonly clock: Pick<Clock, 'now'>
  readonly credentials?: ReturnType<typeof fromNodeProviderChain>
}

/**
 * Signs requests (Signature Version 4).
 *
 * @returns gives the same request with the headers that sign it; throws when there are no credentials
 */
export function requestSigner({
  service,
  region,
  clock,
  credentials = fromNodeProviderChain(),
}: SigningFor): (request: Post) => Promise<Post> {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 })
  return async ({ address, headers, body }) => {
    const { protocol, hostname, host, pathname: path } = address
    const request = { method: 'POST', protocol, hostname, path, headers: { ...headers, host }, body }
    const signed = await signer.sign(request, { signingDate: clock.now() })
    return { address, headers: signed.headers, body }
  }
}
