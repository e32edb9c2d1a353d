/** The address of a vault behind a Multi-Region Access Point of S3. It is no URL: what follows `arn:` is no port. */
const ADDRESS = /^s3:\/\/(arn:aws[a-z-]*:s3::\d{12}:accesspoint\/[a-z0-9]+\.mrap)(?:\/([^?#]*))?$/

/**
 * Reads `s3://arn:aws:s3::123456789012:accesspoint/abc.mrap`, perhaps with a prefix behind it.
 *
 * @returns the ARN, which S3 takes for the name of a bucket, and the prefix as it is written; `undefined` for any other
 *   address
 */
export function parseAccessPoint(
  address: string,
): { readonly arn: string; readonly path: string } | undefined {
  const [, arn, path = ''] = ADDRESS.exec(address) ?? []
  return arn === undefined ? undefined : { arn, path }
}
