import { Readable } from 'node:stream'
import type { BlobRef, CodeRef, FunctionContent, LayerContent, VersionContent } from '../model/manifest.ts'
import type { Reading } from './reading.ts'
import type { BlobOwner } from './locate-code.ts'
import type { CodePorts, Stored } from './store-code.ts'
import { storeCode } from './store-code.ts'

/** A reading whose blobs are in the vault. What could not be had is a gap and not named any more. */
export interface StoredReading {
  readonly content: FunctionContent
  readonly bytesStored: number
  readonly bytesDeduplicated: number
}

/**
 * Brings every package and definition that a reading announces into the vault, each once, and settles the content
 * accordingly.
 * Gaps go to the reading's own list.
 *
 * @throws errors of storeCode for `$LATEST`
 */
export async function storeBlobs(ports: CodePorts, name: string, reading: Reading): Promise<StoredReading> {
  const store = createStore(ports, reading)
  const { code, versions, layers, ...rest } = reading.content
  const settled = {
    ...(code && (await settleLatest(store, name, code))),
    ...(versions && { versions: await inTurn(versions, (one) => settleVersion(store, name, one)) }),
    ...(layers && { layers: await inTurn(layers, (one) => settleLayer(store, one)) }),
  }
  const { stored, present } = await storeDefinitions(ports, reading)
  const { bytesStored, bytesDeduplicated } = store.sums()
  return {
    content: { ...rest, ...settled },
    bytesStored: bytesStored + stored,
    bytesDeduplicated: bytesDeduplicated + present,
  }
}

/** @returns bytes that were stored, and bytes that were there */
async function storeDefinitions({ vault }: Pick<CodePorts, 'vault'>, { definitions }: Reading) {
  const bytes = { stored: 0, present: 0 }
  for (const [sha256, definition] of definitions) {
    const blob = { sha256, size: definition.length }
    bytes[await vault.putBlob(blob, async () => Readable.from([definition], { objectMode: false }))] +=
      blob.size
  }
  return bytes
}

type Store = ReturnType<typeof createStore>

/** Remembers what became of each blob, for several versions may have the same. */
function createStore(ports: CodePorts, { gaps, locations }: Reading) {
  const fates = new Map<string, { readonly blob: BlobRef; readonly stored: Stored }>()
  const fateOf = async (blob: BlobRef, owner: BlobOwner) => {
    const known = fates.get(blob.sha256)
    if (known !== undefined) return known.stored
    const stored = await storeCode(ports, blob, owner, locations.get(blob.sha256))
    fates.set(blob.sha256, { blob, stored })
    return stored
  }
  return {
    /** Whether the blob is in the vault now; otherwise a gap under `part` says why, and where the code is, if known. */
    async settle(part: string, blob: BlobRef, owner: BlobOwner): Promise<true | CodeRef | undefined> {
      const stored = await fateOf(blob, owner)
      if (stored.type !== 'refused') return true
      gaps.add(part, stored.reason, stored.message)
      return stored.code
    },
    sums() {
      const all = [...fates.values()]
      const sum = (type: Stored['type']) =>
        all.filter(({ stored }) => stored.type === type).reduce((bytes, { blob }) => bytes + blob.size, 0)
      return { bytesStored: sum('stored'), bytesDeduplicated: sum('present') }
    },
  }
}

async function settleLatest(store: Store, name: string, code: CodeRef): Promise<{ code?: CodeRef }> {
  if (code.type !== 'zip') return { code }
  const owner = { type: 'latest', name, key: code.sourceKmsKeyArn } as const
  return withCode(code, await store.settle('code', code.blob, owner))
}

async function settleVersion(store: Store, name: string, content: VersionContent): Promise<VersionContent> {
  const { code, ...rest } = content
  if (code?.type !== 'zip') return content
  const owner = { type: 'version', name, version: content.version } as const
  const settled = await store.settle(`versions/${content.version}/code`, code.blob, owner)
  return { ...rest, ...withCode(code, settled) }
}

async function settleLayer(store: Store, layer: LayerContent): Promise<LayerContent> {
  const { blob, ...rest } = layer
  if (blob === undefined) return layer
  const settled = await store.settle(`layers/${layer.arn}`, blob, { type: 'layer', arn: layer.arn })
  return settled === true ? layer : rest
}

function withCode(code: CodeRef, settled: true | CodeRef | undefined): { code?: CodeRef } {
  if (settled === true) return { code }
  return settled === undefined ? {} : { code: settled }
}

async function inTurn<T>(items: readonly T[], settle: (item: T) => Promise<T>): Promise<T[]> {
  const settled: T[] = []
  for (const item of items) settled.push(await settle(item))
  return settled
}
