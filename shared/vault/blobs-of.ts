import type { BlobRef, CodeRef, FunctionContent, RecoveryPoint } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'

/** Every blob that a content names, once: code of the function and of its versions, layers, definitions of sources, and test events. In order of hash. */
export function blobsOf(content: FunctionContent): readonly BlobRef[] {
  const { code, versions = [], layers = [], sources = [], testEvents } = content
  const named = [
    blobOfCode(code),
    ...versions.map((version) => blobOfCode(version.code)),
    ...layers.map((layer) => layer.blob),
    ...sources.map((source) => source.definition),
    testEvents?.blob,
  ]
  return eachOnce(named)
}

/** As blobsOf, of a point of any kind. */
export function blobsOfPoint(point: RecoveryPoint): readonly BlobRef[] {
  if (isPointOf('function', point)) return blobsOf(point.content)
  if (isPointOf('key-value-store', point)) return eachOnce([point.content.pairs?.blob])
  if (isPointOf('distribution', point))
    return eachOnce(point.content.pins.map(({ code }) => blobOfCode(code)))
  const { development, live } = point.content
  return eachOnce([development?.code, live?.code])
}

function eachOnce(blobs: readonly (BlobRef | undefined)[]): readonly BlobRef[] {
  const once = new Map(blobs.flatMap((blob) => (blob === undefined ? [] : [[blob.sha256, blob]])))
  return [...once.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
}

function blobOfCode(code: CodeRef | undefined): BlobRef | undefined {
  return code?.type === 'zip' ? code.blob : undefined
}
