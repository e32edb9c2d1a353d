import type { FunctionContent } from '../model/manifest.ts'
import type { Log } from '../ports/runtime.ts'
import { NO_POLICIES, opensToEverybody } from '../model/open-policies.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import type { Vault } from '../ports/vault.ts'
import { blobsOf } from '../vault/blobs-of.ts'
import { pointFingerprint } from '../vault/fingerprint.ts'
import type { Capture, Header } from './keep-point.ts'
import { buryResource, keepPoint, keepUnchanged, withPlan } from './keep-point.ts'
import type { Known } from './known.ts'
import type { Before } from './newest-point.ts'
import { noteFurther, noteSources } from './note-sources.ts'
import type { Reading } from './reading.ts'
import { storeBlobs } from './store-blobs.ts'
import type { CodePorts } from './store-code.ts'

/** What is touched when a reading is kept. */
export interface KeepPorts extends CodePorts {
  readonly vault: Vault
  readonly log: Pick<Log, 'info' | 'warn'>
  readonly plans?: PlanFile
}

/** A function as it was read, and where its chain of points stood before. */
export interface Begun {
  readonly header: Header<'function'>
  readonly reading: Reading | 'gone'
  readonly before: Before
  readonly known: Pick<Known, 'sources' | 'policies'>
}

/**
 * Makes a recovery point of a reading, unless the newest one says the same; a tombstone of a function that is gone.
 *
 * @throws PreconditionFailedError, FunctionChangingError when the reading is not of the newest state any more
 */
export async function keepReading(ports: KeepPorts, begun: Begun): Promise<Capture> {
  const { header, reading, before } = begun
  if (reading === 'gone') return buryResource(ports, header, before)
  return withPlan(await keepUnlessKnown(ports, begun, reading), reading.plan)
}

async function keepUnlessKnown(ports: KeepPorts, begun: Begun, reading: Reading): Promise<Capture> {
  const { header } = begun
  const { expected } = begun.before
  // What the newest point says already is in the vault with all its blobs: nothing needs to be asked for.
  const announced = pointFingerprint(reading.content, reading.gaps.all)
  if (expected === undefined || expected.pointer.fingerprint !== announced) {
    return keep(ports, begun, reading)
  }
  // No point says under what else the index has the function, and one of an older Holdfast has it not.
  await noteFurther(ports.vault, header.resource, reading)
  const again = { resource: header.resource, fingerprint: announced, gaps: reading.gaps.all }
  return keepUnchanged(ports.vault, again, expected.pointer)
}

async function keep(ports: KeepPorts, begun: Begun, reading: Reading): Promise<Capture> {
  const { header, before, known } = begun
  const { content, ...bytes } = await storeBlobs(ports, header.resource.name, reading)
  await noteSources(ports.vault, header.resource, content, await known.sources())
  await noteFurther(ports.vault, header.resource, reading)
  const gaps = [...reading.gaps.all]
  const fingerprint = pointFingerprint(content, gaps)
  const blobs = [...blobsOf(content)]
  const point = { ...header, fingerprint, content, observed: reading.observed, blobs, gaps }
  const opened = await hasOpened(begun, content)
  const capture = await keepPoint(ports, point, before, bytes)
  if (!opened || capture.outcome.type !== 'captured') return capture
  return { ...capture, outcome: { ...capture.outcome, opened } }
}

/**
 * Whether everybody is let in who was not by the point before. Of a function that the vault never saw it cannot be said
 * when it was opened: that it stands open, the audit tells.
 */
async function hasOpened({ before, known }: Begun, content: FunctionContent): Promise<boolean> {
  const { expected } = before
  const last = expected?.pointer.type === 'tombstone' ? NO_POLICIES : await known.policies()
  return opensToEverybody(last, content).length > 0
}
