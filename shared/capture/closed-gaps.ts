import { isLeftOut, isTransient } from '../model/gaps.ts'
import type { Gap } from '../model/manifest.ts'
import type { Log } from '../ports/runtime.ts'
import type { PointerState, Vault } from '../ports/vault.ts'

/**
 * Parts that the newest point lacked for good and that are not missing any more: people who were told of them are told
 * that it is over. A newest point that cannot be read tells of none, and keeps no capture from being made.
 *
 * @param gaps of what was read now
 */
export async function closedGaps(
  { vault, log }: { readonly vault: Pick<Vault, 'readManifest'>; readonly log: Pick<Log, 'warn'> },
  newest: PointerState | undefined,
  gaps: readonly Gap[],
): Promise<{ readonly closedGaps?: string[] }> {
  const open = new Set(gaps.map(({ part }) => part))
  const before = newest?.pointer.type === 'point' ? await gapsOf(newest.pointer.manifest) : []
  const closed = before.filter((gap) => isLasting(gap) && !open.has(gap.part)).map(({ part }) => part)
  return closed.length === 0 ? {} : { closedGaps: closed }

  async function gapsOf(key: string): Promise<readonly Gap[]> {
    try {
      const manifest = await vault.readManifest(key)
      return manifest.type === 'point' ? manifest.gaps : []
    } catch (error) {
      log.warn('which gaps closed is not known: the point before cannot be read', { manifest: key, error })
      return []
    }
  }
}

function isLasting(gap: Gap): boolean {
  return !isTransient(gap) && !isLeftOut(gap)
}
