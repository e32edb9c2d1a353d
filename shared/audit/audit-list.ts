import { AuditEntry } from '../model/audit.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { AUDIT_INDEX_PREFIX, isAuditIndexKey } from '../vault/audit-layout.ts'
import { readDocument } from '../vault/stored-documents.ts'

/** Audits that a trend shows: a month of daily ones. */
export const TREND = 30

/** The newest audits, oldest first. @throws ManifestInvalidError */
export async function listAudits(store: ObjectStore, limit = TREND): Promise<readonly AuditEntry[]> {
  const keys: string[] = []
  for await (const { key } of store.list(AUDIT_INDEX_PREFIX)) if (isAuditIndexKey(key)) keys.push(key)
  return await Promise.all(keys.slice(-limit).map((key) => readDocument(store, AuditEntry, key)))
}
