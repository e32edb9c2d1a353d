import { createHash } from 'node:crypto'
import type { FunctionContent, Sha256 } from '../model/manifest.ts'
import type { Reader } from './reading.ts'

/** The events that a function is tried with: for the manifest, with the bytes of the document that it names. */
export interface TestEventsReading {
  readonly content: Pick<FunctionContent, 'testEvents'>
  readonly documents: ReadonlyMap<Sha256, Uint8Array>
}

/** Of a function whose plan does not ask for them. */
export const NO_TEST_EVENTS: TestEventsReading = { content: {}, documents: new Map() }

/** Reads the events that a function is tried with. They are data, perhaps of persons: a blob alone ever holds them. */
export async function readTestEvents({
  surroundings,
  name,
  gaps,
}: Pick<Reader, 'surroundings' | 'name' | 'gaps'>): Promise<TestEventsReading> {
  const found = await gaps.read('testEvents', async () => (await surroundings.getTestEvents(name)) ?? null)
  if (found === undefined) return NO_TEST_EVENTS
  if (found === null) return { content: { testEvents: null }, documents: new Map() }
  const bytes = Buffer.from(found.content)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const testEvents = { type: found.type, blob: { sha256, size: bytes.length } }
  return { content: { testEvents }, documents: new Map([[sha256, bytes]]) }
}
