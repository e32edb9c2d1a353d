import type { LogBatch } from './log-batch.ts'
import type { LogDocument } from './read-line.ts'
import { readLine } from './read-line.ts'

/** One line on its way: the two lines of NDJSON that create its document. */
export interface Entry {
  readonly id: string
  readonly text: string
}

/**
 * Bytes of one request. The smallest domains take 10 MiB (OpenSearch Service quotas, "Network limits"), and OpenSearch's
 * own advice is 5 to 15 MiB.
 */
const LARGEST_REQUEST = 4 * 2 ** 20

/** Lines of one request: its answer has some hundred bytes for each. */
const MOST_LINES = 5000

/** The index of one day. The index template and the dashboard go by its beginning. */
export const INDEX_PREFIX = 'holdfast-logs-'

/** What a batch asks OpenSearch to keep; lines that are not Holdfast's are left out. */
export function entriesOf({ logGroup, logEvents }: LogBatch): readonly Entry[] {
  return logEvents.flatMap(({ id, timestamp, message }) => {
    const document = readLine(logGroup, { timestamp, message })
    return document === undefined ? [] : [{ id, text: createText(id, timestamp, document) }]
  })
}

/** `create` and the id that CloudWatch gave the line: what is handed over twice is kept once. */
function createText(id: string, timestamp: number, document: LogDocument): string {
  const day = new Date(timestamp).toISOString().slice(0, 10).replaceAll('-', '.')
  const action = { create: { _index: `${INDEX_PREFIX}${day}`, _id: id } }
  return `${JSON.stringify(action)}\n${JSON.stringify(document)}\n`
}

/** Parts that fit into one request each, in order. */
export function inRequests(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const parts: Entry[][] = []
  let bytes = 0
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.text)
    const last = parts.at(-1)
    if (last === undefined || last.length === MOST_LINES || bytes + size > LARGEST_REQUEST) {
      parts.push([entry])
      bytes = size
    } else {
      last.push(entry)
      bytes += size
    }
  }
  return parts
}

/** The body of a request to `_bulk` (OpenSearch documentation, "Bulk"). */
export function bodyOf(entries: readonly Entry[]): string {
  return entries.map(({ text }) => text).join('')
}
