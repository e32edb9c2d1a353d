import type * as z from 'zod'
import { ManifestInvalidError } from '../errors.ts'
import { findDocument } from '../vault/stored-documents.ts'
import type { AuditPorts } from './audit-ports.ts'

/**
 * What an audit before wrote down for itself. One that cannot be read must not end every audit: it counts as absent, with a
 * warning, until it is written the next time.
 *
 * @throws HoldfastError when the vault cannot be read
 */
export async function findRecord<T>(
  { store, log }: Pick<AuditPorts, 'store' | 'log'>,
  schema: z.ZodType<T>,
  key: string,
): Promise<T | undefined> {
  try {
    return await findDocument(store, schema, key)
  } catch (error) {
    if (!(error instanceof ManifestInvalidError)) throw error
    log.warn('a record of the audit cannot be read', { key })
    return undefined
  }
}
