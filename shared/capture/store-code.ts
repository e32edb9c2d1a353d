import type { Readable } from 'node:stream'
import {
  AccessDeniedError,
  DownloadCorruptError,
  FunctionChangingError,
  NotFoundError,
  isRetryable,
} from '../errors.ts'
import type { BlobRef, CodeRef, GapReason } from '../model/manifest.ts'
import type { Downloader, LambdaApi } from '../ports/lambda-api.ts'
import type { Vault } from '../ports/vault.ts'
import { gapReason, messageOf } from '../model/gaps.ts'
import type { BlobOwner } from './locate-code.ts'
import { RefusedError, locateCode } from './locate-code.ts'

/** What became of a blob. `refused`: it cannot be had, and why; `code` when it is known to be elsewhere. */
export type Stored =
  | { readonly type: 'stored' | 'present' }
  | {
      readonly type: 'refused'
      readonly reason: GapReason
      readonly message: string
      readonly code: CodeRef | undefined
    }

/** What packages go through on their way. */
export interface CodePorts {
  readonly lambda: Pick<LambdaApi, 'getFunction' | 'getLayerVersion'>
  readonly downloader: Downloader
  readonly vault: Pick<Vault, 'putBlob'>
}

/**
 * Brings one package into the vault, unless it is there: streamed, hashed on the way by the vault, never in
 * memory.
 *
 * @param location the presigned URL that came with the reading; when it is spent, a new one is asked for
 * @throws FunctionChangingError when the function, or its version, has other code by now or is gone
 * @throws HoldfastError, retryable, when the code of `$LATEST` cannot be had for now: a point without it is none;
 *   whatever the vault fails with
 */
export async function storeCode(
  ports: CodePorts,
  blob: BlobRef,
  owner: BlobOwner,
  location: string | undefined,
): Promise<Stored> {
  const source = createSource(ports, blob, owner, location)
  try {
    return { type: await ports.vault.putBlob(blob, source.open) }
  } catch (error) {
    const cause = source.failure() ?? (error instanceof DownloadCorruptError ? error : undefined)
    if (cause === undefined || isOursToFail(cause, owner)) throw error
    const code = cause instanceof RefusedError ? cause.code : undefined
    return { type: 'refused', reason: reasonOf(cause, owner), message: messageOf(cause), code }
  }
}

/**
 * Where the bytes come from. `open` begins a new download each time, and `failure` is what became of the last one:
 * so that a vault that fails is never taken for code that cannot be read.
 */
function createSource(ports: CodePorts, blob: BlobRef, owner: BlobOwner, location: string | undefined) {
  let early = location
  let failed: unknown
  const download = async () => {
    const url = early
    early = undefined
    return (
      (url !== undefined && (await openUnlessSpent(ports.downloader, url))) ||
      ports.downloader.open(await locateCode(ports.lambda, blob, owner))
    )
  }
  return {
    failure: () => failed,
    async open(this: void): Promise<Readable> {
      failed = undefined
      try {
        const body = await download()
        return body.once('error', (error) => (failed = error))
      } catch (error) {
        failed = error
        throw error
      }
    },
  }
}

/** URLs are good for ten minutes: one that came with the reading may be spent by now. */
async function openUnlessSpent(downloader: Downloader, url: string): Promise<Readable | undefined> {
  try {
    return await downloader.open(url)
  } catch (error) {
    if (error instanceof AccessDeniedError || error instanceof NotFoundError) return undefined
    throw error
  }
}

function isOursToFail(error: unknown, owner: BlobOwner): boolean {
  if (error instanceof FunctionChangingError) return true
  return owner.type === 'latest' && isRetryable(error)
}

function reasonOf(error: unknown, owner: BlobOwner): GapReason {
  const reason = error instanceof RefusedError ? error.reason : gapReason(error)
  const isEncrypted = owner.type === 'latest' && owner.key !== undefined
  return reason === 'access-denied' && isEncrypted ? 'key-denied' : reason
}
