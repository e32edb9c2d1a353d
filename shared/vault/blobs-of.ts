import type { BlobRef, CodeRef, FunctionContent } from '../model/manifest.ts'

/** Every blob that a content names, once: code of the function and of its versions, and layers. In order of hash. */
export function blobsOf(content: FunctionContent): readonly BlobRef[] {
  const { code, versions = [], layers = [] } = content
  const named = [
    blobOfCode(code),
    ...versions.map((version) => blobOfCode(version.code)),
    ...layers.map((layer) => layer.blob),
  ]
  const once = new Map(named.flatMap((blob) => (blob === undefined ? [] : [[blob.sha256, blob]])))
  return [...once.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
}

function blobOfCode(code: CodeRef | undefined): BlobRef | undefined {
  return code?.type === 'zip' ? code.blob : undefined
}
