import type { ObjectStat, ObjectStore } from '../ports/object-store.ts'
import { INVENTORIES_PREFIX, isInventoryKey } from '../vault/layout.ts'
import { copyDocument } from './copy-documents.ts'
import type { Copying } from './copying.ts'

/** The inventories as they were before any manifest was looked for. */
export async function noteInventories({ from }: Copying): Promise<readonly ObjectStat[]> {
  const noted: ObjectStat[] = []
  for await (const stat of from.list(INVENTORIES_PREFIX)) if (isInventoryKey(stat.key)) noted.push(stat)
  return noted
}

/**
 * Copies the inventories that are as they were when they were noted: what they say was captured stood in the source before
 * its manifests were listed, so it stands in the copy. A later one might say of a function that it was captured, whose
 * point the copy lacks, and a quick run over the copy would believe it. So none is copied after a failure either.
 */
export async function copyInventories(copying: Copying, noted: readonly ObjectStat[]): Promise<void> {
  if (copying.options.filter !== undefined || copying.hasFailed || copying.isStopped) return
  for (const from of noted) {
    await copying.attempt('inventories', from.key, async () => {
      const isSame = (await versionOf(copying.from, from.key)) === from.version
      return isSame ? await copyDocument(copying, from.key) : { outcome: 'gone', bytes: 0 }
    })
  }
}

async function versionOf(store: ObjectStore, key: string): Promise<string | undefined> {
  return (await store.stat(key))?.version
}
