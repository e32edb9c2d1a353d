import { ManifestInvalidError, NotFoundError } from '../errors.ts'
import type { Manifest, RecoveryPoint } from '../model/manifest.ts'
import type { Log } from '../ports/runtime.ts'
import type { PointerState, Vault } from '../ports/vault.ts'

/** Where the chain of points of a resource stood before the resource was read. */
export interface Before {
  /** The pointer as it was then; a state read later could be newer than what was read of the resource. */
  readonly expected: PointerState | undefined
  /**
   * The newest point; `undefined` when there was none, the resource was gone, or the point cannot be read: that must not
   * keep the next one from being taken, and `verify` names the damage.
   */
  readonly newest: () => Promise<RecoveryPoint | undefined>
}

/** By which manifests at the end of a chain are read. */
export interface NewestPorts {
  readonly vault: Pick<Vault, 'readManifest'>
  readonly log: Pick<Log, 'warn'>
}

/** Reads the newest point when it is first asked for, and once. */
export function chainBefore(ports: NewestPorts, expected: PointerState | undefined): Before {
  let reading: Promise<RecoveryPoint | undefined> | undefined
  return { expected, newest: () => (reading ??= readNewest(ports, expected)) }
}

async function readNewest(
  { vault, log }: NewestPorts,
  expected: PointerState | undefined,
): Promise<RecoveryPoint | undefined> {
  if (expected?.pointer.type !== 'point') return undefined
  const manifest = await readLast({ vault, log }, expected.pointer.manifest)
  return manifest?.type === 'point' ? manifest : undefined
}

/** A manifest at the end of a chain; `undefined` when it cannot be read, as in `Before`. */
export async function readLast({ vault, log }: NewestPorts, key: string): Promise<Manifest | undefined> {
  try {
    return await vault.readManifest(key)
  } catch (error) {
    if (!(error instanceof NotFoundError || error instanceof ManifestInvalidError)) throw error
    log.warn('the newest manifest cannot be read', { manifest: key, error })
    return undefined
  }
}

/** Of a resource that the vault knows nothing of. */
export const NEVER_SEEN: Before = { expected: undefined, newest: async () => undefined }
