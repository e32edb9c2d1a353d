import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { AccessDeniedError, NotFoundError } from '../../shared/errors.ts'
import type { Downloader } from '../../shared/ports/lambda-api.ts'

const HOST = 'https://packages.test'

/** Where Lambda keeps packages: it hands out presigned URLs, and serves them. */
export interface FakePackages extends Downloader {
  /** Keeps bytes. @returns what a configuration says of them */
  keep(bytes: string | Uint8Array): { readonly CodeSha256: string; readonly CodeSize: number }
  /** A fresh URL for the bytes of that CodeSha256. */
  presign(codeSha256: string): string
  /** No URL handed out until now works any more. */
  expireAll(): void
  /** How many downloads were begun. */
  readonly downloads: string[]
  /** The next downloads answer with these instead, in order; `undefined` lets one pass. */
  readonly faults: (Error | (() => Readable) | undefined)[]
  /** Takes bytes away, or puts other ones in their place. */
  replace(codeSha256: string, bytes: string | undefined): void
}

export function fakePackages(): FakePackages {
  const kept = new Map<string, Buffer>()
  const expired = new Set<string>()
  const downloads: string[] = []
  const faults: FakePackages['faults'] = []
  let signatures = 0
  return {
    downloads,
    faults,
    keep(bytes) {
      const body = Buffer.from(bytes as Uint8Array)
      const sha = createHash('sha256').update(body).digest('base64')
      kept.set(sha, body)
      return { CodeSha256: sha, CodeSize: body.length }
    },
    presign(codeSha256) {
      signatures += 1
      return `${HOST}/${encodeURIComponent(codeSha256)}?X-Amz-Signature=secret${signatures}`
    },
    expireAll() {
      for (let number = 1; number <= signatures; number += 1) expired.add(`secret${number}`)
    },
    replace(codeSha256, bytes) {
      if (bytes === undefined) kept.delete(codeSha256)
      else kept.set(codeSha256, Buffer.from(bytes))
    },
    async open(url) {
      downloads.push(url)
      const fault = faults.shift()
      if (fault instanceof Error) throw fault
      if (fault !== undefined) return fault()
      const { pathname, searchParams } = new URL(url)
      if (expired.has(searchParams.get('X-Amz-Signature') ?? '')) throw new AccessDeniedError('expired')
      const body = kept.get(decodeURIComponent(pathname.slice(1)))
      if (body === undefined) throw new NotFoundError('no such package')
      return Readable.from([body], { objectMode: false })
    },
  }
}
