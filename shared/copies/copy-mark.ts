import { createHash } from 'node:crypto'
import * as z from 'zod'
import { FORMAT_VERSION, Instant } from '../model/manifest.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { CLOCK_TOLERANCE } from '../vault/sweep-fence.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import { COPIES_PREFIX, copyMarkKey, isCopyMarkKey } from '../vault/copy-layout.ts'
import type { Copying } from './copying.ts'
import type { Pair } from './merge-join.ts'

/** `copies/<16 hexadecimal digits>.json` in a copy: when it was complete last, of one source and one filter. */
export const CopyMark = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /** Address of the source. */
  from: z.string(),
  /** Name of the filter; `null` for the whole vault. */
  filter: z.string().nullable(),
  /** When the last copy began that came to its end without a failure, and when that end was. */
  begunAt: Instant,
  endedAt: Instant,
})
export type CopyMark = z.infer<typeof CopyMark>

/** What the last complete copy from this source, under this filter, left behind. */
export async function readCopyMark(copying: Copying): Promise<CopyMark | undefined> {
  return await findDocument(copying.to, CopyMark, markKeyOf(copying))
}

/** What the last complete copy from a source left behind, under whatever filter. @param from address of the source */
export async function newestCopyMark(
  to: Pick<ObjectStore, 'list' | 'load'>,
  from: string,
): Promise<CopyMark | undefined> {
  let newest: CopyMark | undefined
  for await (const { key } of to.list(COPIES_PREFIX)) {
    if (!isCopyMarkKey(key)) continue
    const mark = await findDocument(to, CopyMark, key)
    if (mark?.from === from && (newest === undefined || mark.endedAt > newest.endedAt)) newest = mark
  }
  return newest
}

/** Says in the copy that it is complete as of when this call began. */
export async function writeCopyMark(copying: Copying): Promise<void> {
  const mark = {
    format: FORMAT_VERSION,
    from: copying.from.url,
    filter: copying.options.filter?.name ?? null,
    begunAt: copying.begunAt.toISOString(),
    endedAt: copying.clock.now().toISOString(),
  } as const
  await putDocument(copying.to, CopyMark, mark, markKeyOf(copying))
}

/**
 * Whether an object that may be rewritten is known to stand in the copy as it stands in the source: it was not written
 * since long before the last complete copy began. The two clocks, ours and the store's, may differ.
 */
export function isSettled({ from, to }: Pair, mark: CopyMark | undefined): boolean {
  if (from === undefined || to === undefined || mark === undefined || from.size !== to.size) return false
  return from.modifiedAt.getTime() < Date.parse(mark.begunAt) - CLOCK_TOLERANCE
}

function markKeyOf({ from, options }: Copying): string {
  const name = JSON.stringify([from.url, options.filter?.name ?? null])
  return copyMarkKey(createHash('sha256').update(name).digest('hex').slice(0, 16))
}
