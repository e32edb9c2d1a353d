import { buffer } from 'node:stream/consumers'
import type { BlobRef } from '../model/blob.ts'
import type { CloudFrontFunctionContent } from '../model/edge.ts'
import type { Vault } from '../ports/vault.ts'
import type { TextDiff } from './diff-text.ts'
import { diffText } from './diff-text.ts'

/** The source of one stage of a CloudFront function, where it differs. Sizes in bytes. */
export interface SourceDiff {
  /** `development.code` or `live.code`. */
  readonly part: string
  readonly sizeBefore: number
  readonly sizeAfter: number
  readonly text: TextDiff
}

/**
 * Compares the sources of two states of a CloudFront function, of each stage that both have.
 *
 * @param limit bytes up to which a source is read; CloudFront takes 10 KB (quotas), a vault may hold anything
 * @throws BlobMissingError, BlobCorruptError
 */
export async function diffSources(
  vault: Pick<Vault, 'openBlob'>,
  { before, after }: Readonly<Record<'before' | 'after', CloudFrontFunctionContent>>,
  limit: number,
): Promise<readonly SourceDiff[]> {
  const diffs: SourceDiff[] = []
  for (const stage of ['development', 'live'] as const) {
    const [old, now] = [before[stage]?.code, after[stage]?.code]
    if (old === undefined || now === undefined || old.sha256 === now.sha256) continue
    const text = await diffBlobs(vault, [old, now], limit)
    diffs.push({ part: `${stage}.code`, sizeBefore: old.size, sizeAfter: now.size, text })
  }
  return diffs
}

async function diffBlobs(
  vault: Pick<Vault, 'openBlob'>,
  [before, after]: readonly [BlobRef, BlobRef],
  limit: number,
): Promise<TextDiff> {
  if (Math.max(before.size, after.size) > limit) return { type: 'none', reason: 'too-large' }
  return diffText(
    await buffer(await vault.openBlob(before.sha256)),
    await buffer(await vault.openBlob(after.sha256)),
  )
}
