import type { Alert } from '../model/alert.ts'
import { digestKey } from '../vault/alert-layout.ts'
import type { DeskPorts } from './alert-ports.ts'
import { keepGathered } from './keep-gathered.ts'
import type { DigestPart } from './messages/digest.ts'
import { NAMED, digestOf } from './messages/digest.ts'

/** A digest of alerts; what it cannot name is written to the vault first, and the digest says where. */
export async function makeDigest(
  ports: Pick<DeskPorts, 'store' | 'log'>,
  alerts: readonly [Alert, ...Alert[]],
  part: DigestPart,
): Promise<Alert> {
  const digest = digestOf(alerts, part)
  if (alerts.length <= NAMED) return digest
  const key = digestKey(digest.key, digest.at)
  try {
    await keepGathered(ports, alerts, key)
    return digestOf(alerts, part, `${ports.store.url}/${key}`)
  } catch (error) {
    ports.log.error('all that a digest tells of could not be written', {
      key,
      keys: alerts.map((alert) => alert.key),
      error,
    })
    return digest
  }
}
