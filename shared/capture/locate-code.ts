import { FunctionChangingError, NotFoundError } from '../errors.ts'
import type { BlobRef, CodeRef, GapReason } from '../model/manifest.ts'
import type { LambdaApi } from '../ports/lambda-api.ts'
import { announcedBlob, referenceRef } from './code-ref.ts'
import { objectOf, textOf } from '../model/members.ts'
import { refusalReason } from './normalise.ts'

/** Whose bytes a blob is: a function's `$LATEST`, one of its versions, or a layer version. */
export type BlobOwner =
  | { readonly type: 'latest'; readonly name: string; readonly key: string | undefined }
  | { readonly type: 'version'; readonly name: string; readonly version: string }
  | { readonly type: 'layer'; readonly arn: string }

/** Lambda itself says that there is nothing to download, and why; `code` when the code is known to be elsewhere. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly reason: GapReason
  readonly code: CodeRef | undefined

  constructor(reason: GapReason, message: string, code?: CodeRef) {
    super(message)
    this.reason = reason
    this.code = code
  }
}

type CodeApi = Pick<LambdaApi, 'getFunction' | 'getLayerVersion'>

/**
 * A new presigned URL of a package: a secret, valid ten minutes, so it is asked for just before the download.
 *
 * @throws RefusedError when there is nothing to download
 * @throws FunctionChangingError when the function has other code by now, or is gone
 */
export async function locateCode(lambda: CodeApi, blob: BlobRef, owner: BlobOwner): Promise<string> {
  if (owner.type === 'layer') return located((await lambda.getLayerVersion(owner.arn)).location)
  const { configuration, code, location } = await describe(lambda, owner)
  if (announcedBlob(configuration)?.sha256 !== blob.sha256) throw changing(owner.name)
  const reference = referenceRef(code)
  if (reference !== undefined) {
    throw new RefusedError(
      'reference-mode',
      'Lambda references the package in S3 and keeps no copy.',
      reference,
    )
  }
  const error = objectOf(code, 'Error')
  const refusal = textOf(error, 'ErrorCode')
  if (refusal === undefined) return located(location)
  throw new RefusedError(refusalReason(refusal), `${refusal}: ${textOf(error, 'Message') ?? ''}`)
}

type FunctionOwner = Exclude<BlobOwner, { type: 'layer' }>

/** @throws FunctionChangingError when it is gone: whether the version or the function, the next reading shows */
async function describe(lambda: CodeApi, owner: FunctionOwner) {
  try {
    const { name } = owner
    return await lambda.getFunction(owner.type === 'latest' ? { name } : { name, qualifier: owner.version })
  } catch (error) {
    throw error instanceof NotFoundError ? changing(owner.name, error) : error
  }
}

function changing(name: string, cause?: Error): FunctionChangingError {
  return new FunctionChangingError(`The code of ${name} changed before it was downloaded.`, { cause })
}

function located(location: string | undefined): string {
  if (location !== undefined) return location
  throw new RefusedError('rejected', 'Lambda does not say where the code is.')
}
