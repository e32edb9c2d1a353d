import { buffer } from 'node:stream/consumers'
import { NotFoundError, RequestRejectedError } from '../errors.ts'
import type { BlobRef, CodeRef } from '../model/manifest.ts'
import type { Vault } from '../ports/vault.ts'
import type { CodeInput, CodeOptions } from './restore-ports.ts'
import type { StepContext } from './step-action.ts'

/**
 * The largest package that goes to Lambda with the request, in bytes: 50 MB zipped (Lambda quotas, "Deployment package
 * size"); in base64 it just fits the 70,167,211 bytes that Lambda accepts as a request.
 */
export const DIRECT_LIMIT = 52_428_800

/** A package of more bytes than this waits until few others are in memory. */
const LARGE = 4_194_304

/**
 * Hands code to Lambda: with the request, or for a large package by way of the staging bucket, which is cleared
 * afterwards.
 *
 * @param send makes the call
 * @throws BlobCorruptError, BlobMissingError before anything is sent
 */
export async function sendCode<T>(
  vault: Pick<Vault, 'openBlob'>,
  context: StepContext,
  code: CodeRef | undefined,
  send: (code: CodeInput, options: CodeOptions) => Promise<T>,
): Promise<T> {
  if (code === undefined) throw new NotFoundError('The recovery point has no code of this version.')
  if (code.type === 'image') return await send({ type: 'image', uri: code.resolvedUri ?? code.uri }, {})
  if (code.type === 'reference') return await send(referenced(code), {})
  const options = code.sourceKmsKeyArn === undefined ? {} : { sourceKmsKeyArn: code.sourceKmsKeyArn }
  return await sendBlob(vault, context, code.blob, (input) => send(input, options))
}

/** As {@link sendCode}, for bytes of the vault: a function's, or a layer's. */
export async function sendBlob<T>(
  vault: Pick<Vault, 'openBlob'>,
  context: StepContext,
  blob: BlobRef,
  send: (code: CodeInput) => Promise<T>,
): Promise<T> {
  if (blob.size <= DIRECT_LIMIT) {
    const sendBytes = async () =>
      await send({ type: 'bytes', bytes: await buffer(await vault.openBlob(blob.sha256)) })
    return await (blob.size > LARGE ? context.inTurn(sendBytes) : sendBytes())
  }
  const bucket = stagingBucket(context, blob)
  const key = `holdfast-staging/${context.plan.request.restoreId}/${blob.sha256}.zip`
  const { staging } = context.place
  await staging.put(bucket, key, blob, () => vault.openBlob(blob.sha256))
  const answer = await send({ type: 's3', bucket, key })
  await staging.remove(bucket, key)
  return answer
}

function referenced({ bucket, key, versionId }: CodeRef & { readonly type: 'reference' }): CodeInput {
  return { type: 'reference', bucket, key, ...(versionId !== undefined && { versionId }) }
}

function stagingBucket({ plan, item }: StepContext, blob: BlobRef): string {
  const bucket = plan.request.stagingBuckets?.[item.target.zone]
  if (bucket !== undefined) return bucket
  throw new RequestRejectedError(
    `A package of ${blob.size} bytes needs a staging bucket in ${item.target.zone}.`,
  )
}
