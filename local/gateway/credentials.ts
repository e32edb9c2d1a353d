import type { RequestHead } from './request-head.ts'
import { header } from './request-head.ts'

/** Who signed a request and for which service: the credential scope of SigV4, never the signature. */
export interface CredentialScope {
  readonly accessKeyId: string
  readonly region: string
  readonly signingName: string
}

const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/(?:([^/,\s]+)\/)?([^/,\s]+)\/aws4_request/

/**
 * Reads the credential scope of a header or of a presigned URL. SigV4a scopes name no region: the region set
 * header does.
 * @returns `undefined` for a request that is not signed
 */
export function credentialScope({ headers, query }: RequestHead): CredentialScope | undefined {
  const presigned = query.get('X-Amz-Credential')
  const text = headers.authorization ?? (presigned === null ? '' : `Credential=${presigned}`)
  const [, accessKeyId, region, signingName] = SCOPE.exec(text) ?? []
  if (accessKeyId === undefined || signingName === undefined) return undefined
  return { accessKeyId, region: region ?? header(headers, 'x-amz-region-set') ?? 'us-east-1', signingName }
}

/** The account that an access key id stands for: twelve digits are the account itself, as in the emulator. */
export function accountOf(accessKeyId: string | undefined, fallback: string): string {
  return accessKeyId !== undefined && /^\d{12}$/.test(accessKeyId) ? accessKeyId : fallback
}

/** What the caller calls itself: `AWS_SDK_UA_APP_ID` stands in the user agent as `app/<id>`. */
export function appIdOf(userAgent: string | undefined): string | undefined {
  return /(?:^|\s)app\/(\S+)/.exec(userAgent ?? '')?.[1]
}
