import { PreconditionFailedError } from '../errors.ts'
import { SweepRecord } from '../model/retention.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { decodeDocument, encodeDocument } from '../vault/documents.ts'
import { expectVersion } from '../vault/pointers.ts'
import { SWEEP_KEY } from '../vault/retention-layout.ts'

/** How far the sweep is, and the version that a change needs. */
export interface SweepState {
  readonly record: SweepRecord
  readonly version: string
}

/** How far the sweep of a vault is; `undefined` when there was none. @throws ManifestInvalidError */
export async function readSweep(store: Pick<ObjectStore, 'load'>): Promise<SweepState | undefined> {
  const found = await store.load(SWEEP_KEY)
  return found && { record: decodeDocument(SweepRecord, found.bytes, SWEEP_KEY), version: found.version }
}

/**
 * Says how far the sweep is, on the condition that nobody else did meanwhile.
 * @returns `undefined` when somebody did
 */
export async function moveSweep(
  store: Pick<ObjectStore, 'write'>,
  record: SweepRecord,
  expected: SweepState | undefined,
): Promise<SweepState | undefined> {
  const bytes = encodeDocument(SweepRecord, record, SWEEP_KEY)
  try {
    const condition = expectVersion(expected?.version)
    const { version } = await store.write(SWEEP_KEY, bytes, { size: bytes.length, condition })
    return { record, version }
  } catch (error) {
    if (error instanceof PreconditionFailedError) return undefined
    throw error
  }
}
