import pLimit from 'p-limit'
import { AlertRecord } from '../model/alert-record.ts'
import type { Alert } from '../model/alert.ts'
import { knownKey } from '../vault/alert-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import type { DeskPorts } from './alert-ports.ts'

/** Records read at the same time. */
const READERS = 16

/**
 * What was held back, but for what people were told otherwise since: a beginning that its end overtook, an end after which
 * it began again. Told now, these would say the opposite of what is so. An end that went before says by itself what had been.
 *
 * @returns those that still are as they were, in their order; those, too, of which nobody knows
 */
export async function stillNews(
  ports: Pick<DeskPorts, 'store' | 'log'>,
  held: readonly Alert[],
): Promise<readonly Alert[]> {
  const overtaken = await pLimit(READERS).map([...held], async (alert) => isOvertaken(ports, alert))
  return held.filter((_, n) => overtaken[n] !== true)
}

async function isOvertaken({ store, log }: Pick<DeskPorts, 'store' | 'log'>, alert: Alert): Promise<boolean> {
  try {
    const record = await findDocument(store, AlertRecord, knownKey(alert))
    return record !== undefined && record.state !== alert.state
  } catch (error) {
    log.warn('what people know cannot be read: what was held back is told', { key: alert.key, error })
    return false
  }
}
