import type { Cause, CodeRef } from '../shared/model/manifest.ts'
import { bytesText } from '../shared/report/format.ts'

/** Why a point was taken, in a few words. */
export function describeCause(cause: Cause): string {
  if (cause.type === 'run') return `run ${cause.runId}`
  if (cause.type === 'person') return `by ${cause.principal}`
  return cause.principal === undefined ? cause.eventName : `${cause.eventName} by ${cause.principal}`
}

/** Where the code of a function or version is, in a few words. */
export function describeCode(code: CodeRef | undefined): string {
  if (code === undefined) return 'not read, see gaps'
  if (code.type === 'zip') return `zip, ${bytesText(code.blob.size)}, sha256 ${code.blob.sha256}`
  if (code.type === 'image') return `image ${code.resolvedUri ?? code.uri}`
  return `reference to s3://${code.bucket}/${code.key}`
}
