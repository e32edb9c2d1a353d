import { diffText } from './diff-text.ts'
import type { TextDiff } from './diff-text.ts'
import type { ZipMember, ZipReader } from './read-zip.ts'

/** One file that differs between two zips. Sizes are in bytes, unpacked; missing on the side that lacks the file. */
export interface FileChange {
  readonly path: string
  readonly sizeBefore?: number
  readonly sizeAfter?: number
  /** For a file that both have. */
  readonly text?: TextDiff
}

/** How much text is read for unified diffs. What exceeds it is listed without one, and says so. */
export interface TextBounds {
  /** Of one file, on either side, in bytes. */
  readonly fileBytes: number
  /** Of all files, both sides, in bytes. */
  readonly totalBytes: number
  /** Files whose text is not to be shown. */
  readonly hide: (path: string) => boolean
}

/**
 * Compares the files of two zips. Files of equal size and CRC-32 count as equal, which the directory of the
 * zip tells without unpacking; times and permissions do not count.
 * @returns what differs, ordered by path
 */
export async function diffZips(
  before: ZipReader,
  after: ZipReader,
  bounds: TextBounds,
): Promise<readonly FileChange[]> {
  const paths = [...new Set([...before.members.keys(), ...after.members.keys()])].toSorted()
  const changes: FileChange[] = []
  const budget = { left: bounds.totalBytes }
  for (const path of paths) {
    const pair = { before: before.members.get(path), after: after.members.get(path) }
    if (isSame(pair)) continue
    const text = await textChange(pair, { before, after, bounds, budget })
    changes.push({ ...sizes(path, pair), ...(text !== undefined && { text }) })
  }
  return changes
}

interface MemberPair {
  readonly before: ZipMember | undefined
  readonly after: ZipMember | undefined
}

interface Comparison {
  readonly before: ZipReader
  readonly after: ZipReader
  readonly bounds: TextBounds
  /** Bytes of text that may still be read. */
  readonly budget: { left: number }
}

function isSame({ before, after }: MemberPair): boolean {
  return before?.size === after?.size && before?.crc32 === after?.crc32
}

function sizes(path: string, { before, after }: MemberPair): FileChange {
  return {
    path,
    ...(before !== undefined && { sizeBefore: before.size }),
    ...(after !== undefined && { sizeAfter: after.size }),
  }
}

async function textChange(
  { before, after }: MemberPair,
  comparison: Comparison,
): Promise<TextDiff | undefined> {
  if (before === undefined || after === undefined) return undefined
  const { bounds, budget } = comparison
  if (bounds.hide(after.path)) return { type: 'none', reason: 'hidden' }
  const bytes = before.size + after.size
  if (Math.max(before.size, after.size) > bounds.fileBytes || bytes > budget.left) {
    return { type: 'none', reason: 'too-large' }
  }
  budget.left -= bytes
  return readAndDiff(after.path, comparison)
}

/** A member in a compression or encryption that cannot be read, or that lies about its size, is a fact to report. */
async function readAndDiff(path: string, comparison: Comparison): Promise<TextDiff> {
  try {
    return diffText(await comparison.before.read(path), await comparison.after.read(path))
  } catch {
    return { type: 'none', reason: 'unreadable' }
  }
}
