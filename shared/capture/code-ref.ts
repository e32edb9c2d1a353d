import type { JsonObject } from '../model/json.ts'
import type { BlobRef, CodeRef } from '../model/manifest.ts'
import type { FunctionDescription } from '../ports/lambda-api.ts'
import { given, numberOf, objectOf, textOf } from '../model/members.ts'

/**
 * The name that a package will have in the vault, known before its bytes are: Lambda's CodeSha256 is the base64
 * of the SHA-256 of the zip, and CodeSize its bytes.
 *
 * @param holder a configuration, or the content of a layer; `undefined` when it does not say
 */
export function announcedBlob(holder: JsonObject): BlobRef | undefined {
  const digest = textOf(holder, 'CodeSha256')
  const size = numberOf(holder, 'CodeSize')
  if (digest === undefined || size === undefined) return undefined
  const sha256 = Buffer.from(digest, 'base64').toString('hex')
  return sha256.length === 64 ? { sha256, size } : undefined
}

/** Whether a configuration is of a container image. */
export function isImage(configuration: JsonObject): boolean {
  return textOf(configuration, 'PackageType') === 'Image'
}

/** Where the code of `$LATEST` is, as GetFunction says; `undefined` when it does not. */
export function codeOf({ configuration, code }: FunctionDescription): CodeRef | undefined {
  const elsewhere = imageRef(code) ?? referenceRef(code)
  if (elsewhere !== undefined) return elsewhere
  const blob = isImage(configuration) ? undefined : announcedBlob(configuration)
  return blob && { type: 'zip', blob, ...given({ sourceKmsKeyArn: textOf(code, 'SourceKMSKeyArn') }) }
}

/** The image that GetFunction names, its digest with it. */
export function imageRef(code: JsonObject): CodeRef | undefined {
  const uri = textOf(code, 'ImageUri')
  if (uri === undefined) return undefined
  return { type: 'image', uri, ...given({ resolvedUri: textOf(code, 'ResolvedImageUri') }) }
}

/** The S3 object of reference mode, of which Lambda keeps no copy. */
export function referenceRef(code: JsonObject): CodeRef | undefined {
  const object = objectOf(code, 'ResolvedS3Object')
  const bucket = textOf(object, 'S3Bucket')
  const key = textOf(object, 'S3Key')
  if (bucket === undefined || key === undefined) return undefined
  return { type: 'reference', bucket, key, ...given({ versionId: textOf(object, 'S3ObjectVersion') }) }
}
