import { GatheredAlerts } from '../model/alert-record.ts'
import type { Alert } from '../model/alert.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { encodeDocument } from '../vault/documents.ts'
import { replaceObject } from '../vault/stored-documents.ts'
import type { DeskPorts } from './alert-ports.ts'

/** Alerts of one object: a few megabytes at most. */
const LIMIT = 5000

/** Writes alerts down where a digest finds them, or a person. @throws HoldfastError */
export async function keepGathered(
  { store }: Pick<DeskPorts, 'store'>,
  alerts: readonly Alert[],
  key: string,
): Promise<void> {
  const kept = { format: FORMAT_VERSION, alerts: alerts.slice(0, LIMIT) }
  await replaceObject(store, key, encodeDocument(GatheredAlerts, kept, key))
}
