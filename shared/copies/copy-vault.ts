import { copyBlobs } from './copy-blobs.ts'
import { copyDocuments, copyExpiryRecords } from './copy-documents.ts'
import { openCopy } from './copy-gate.ts'
import { copyInventories, noteInventories } from './copy-inventories.ts'
import { copyExpired, copyPoints } from './copy-points.ts'
import { readCopyMark, writeCopyMark } from './copy-mark.ts'
import { copyPointers } from './copy-pointers.ts'
import type { CopyResult } from './copy-report.ts'
import type { CopyOptions, CopyPorts } from './copying.ts'
import { Copying } from './copying.ts'

/**
 * Brings a copy of a vault up to date: what stands there is not copied again, every blob is hashed on its way, blobs go
 * before the manifests that name them and those before the pointers, and a pointer never goes backwards. It can be
 * interrupted anywhere, and the next call goes on; several may be at work, and writers as well. The copy is the same
 * vault: same id, same keys, same bytes. Nothing is ever removed from it.
 *
 * What cannot be copied does not stop the rest: the result names it.
 *
 * @throws VaultUnavailableError when either store cannot be used at all
 * @throws SettingInvalidError when the copy is one of another vault
 * @throws VaultFormatError when either is in a newer format
 */
export async function copyVault(ports: CopyPorts, options: CopyOptions = {}): Promise<CopyResult> {
  const copying = new Copying(ports, options)
  await openCopy(copying)
  const mark = await readCopyMark(copying)
  const inventories = await noteInventories(copying)
  await copyExpiryRecords(copying)
  await copyBlobs(copying)
  // In this order a manifest that retention moves meanwhile is seen in one of the two places.
  await copyPoints(copying, mark)
  await copyExpired(copying, mark)
  await copyDocuments(copying, mark)
  await copyPointers(copying, mark)
  await copyInventories(copying, inventories)
  if (!copying.isStopped && !copying.hasFailed) await writeCopyMark(copying)
  return resultOf(copying)
}

function resultOf(copying: Copying): CopyResult {
  const { from, to, begunAt, clock, objects, bytes, errors, failures } = copying
  const ended = copying.hasFailed ? 'failed' : 'complete'
  return {
    from: from.url,
    to: to.url,
    begunAt: begunAt.toISOString(),
    endedAt: clock.now().toISOString(),
    state: copying.isStopped ? 'stopped' : ended,
    objects,
    bytes,
    errors,
    failures,
  }
}
