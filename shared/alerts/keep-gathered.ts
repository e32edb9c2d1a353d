import { GatheredAlerts } from '../model/alert-record.ts'
import type { Alert } from '../model/alert.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { encodeDocument } from '../vault/documents.ts'
import { replaceObject } from '../vault/stored-documents.ts'
import type { DeskPorts } from './alert-ports.ts'

/**
 * Writes alerts down where a digest finds them, or a person.
 *
 * @param alerts of one part of a digest: a few megabytes at most
 * @throws HoldfastError
 */
export async function keepGathered(
  { store }: Pick<DeskPorts, 'store'>,
  alerts: readonly Alert[],
  key: string,
): Promise<void> {
  const kept = { format: FORMAT_VERSION, alerts: [...alerts] }
  await replaceObject(store, key, encodeDocument(GatheredAlerts, kept, key))
}
