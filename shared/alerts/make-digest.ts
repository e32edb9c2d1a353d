import type { Alert } from '../model/alert.ts'
import { digestKey } from '../vault/alert-layout.ts'
import type { DeskPorts } from './alert-ports.ts'
import { keepGathered } from './keep-gathered.ts'
import type { DigestPart } from './messages/digest.ts'
import { digestOf, isMoreThanDigest } from './messages/digest.ts'

/** A digest of alerts; what it does not say of them is written to the vault first, and the digest says where. */
export async function makeDigest(
  ports: Pick<DeskPorts, 'store' | 'log'>,
  alerts: readonly [Alert, ...Alert[]],
  part: DigestPart,
): Promise<Alert> {
  const { url: vaultUrl } = ports.store
  const digest = digestOf(alerts, part, { vaultUrl })
  if (!isMoreThanDigest(alerts)) return digest
  const key = digestKey(digest.key, digest.at)
  try {
    await keepGathered(ports, alerts, key)
    return digestOf(alerts, part, { vaultUrl, whole: `${vaultUrl}/${key}` })
  } catch (error) {
    ports.log.error('all that a digest tells of could not be written', {
      key,
      keys: alerts.map((alert) => alert.key),
      error,
    })
    return digest
  }
}
