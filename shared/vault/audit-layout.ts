import type { AuditRef } from '../model/audit.ts'
import { AuditId } from '../model/audit.ts'
import { compactTime, parseCompactTime } from './layout.ts'

export const AUDITS_PREFIX = 'audits/'
export const AUDIT_INDEX_PREFIX = `${AUDITS_PREFIX}index/`

/** When each part of the vault was read last. */
export const PARTS_KEY = `${AUDITS_PREFIX}parts.json`

/** How far a look at all locks is that takes several audits. */
export const LOCKS_KEY = `${AUDITS_PREFIX}locks.json`

/** How far a look at all of a copy is that takes several audits. */
export const COPIES_KEY = `${AUDITS_PREFIX}copies.json`

/** What should start by itself, and since when. */
export const EXPECTED_KEY = `${AUDITS_PREFIX}expected.json`

/** What people were told of. */
export const TOLD_KEY = `${AUDITS_PREFIX}told.json`

/** The forms in which an audit stands in the vault. */
export type AuditForm = 'json' | 'csv' | 'html'

/** `audits/<YYYY-MM-DD of its start, UTC>/<audit id>/`: everything of one audit. */
export function auditPrefix({ auditId, startedAt }: AuditRef): string {
  return `${AUDITS_PREFIX}${new Date(startedAt).toISOString().slice(0, 10)}/${auditId}/`
}

/** `audits/<date>/<audit id>/report.<json|csv|html>`. */
export function auditReportKey(audit: AuditRef, form: AuditForm): string {
  return `${auditPrefix(audit)}report.${form}`
}

/** `audits/<date>/<audit id>/plan.json`: what the audit set out to read. */
export function auditPlanKey(audit: AuditRef): string {
  return `${auditPrefix(audit)}plan.json`
}

/** `audits/<date>/<audit id>/shards/<n, 5 digits>.json`: how far one shard is. */
export function auditShardKey(audit: AuditRef, shard: number): string {
  return `${auditPrefix(audit)}shards/${String(shard).padStart(5, '0')}.json`
}

/** `audits/index/<YYYYMMDDTHHMMSSZ>-<audit id>.json`: one small record per audit, in order of time. */
export function auditIndexKey({ auditId, startedAt }: AuditRef): string {
  return `${AUDIT_INDEX_PREFIX}${compactTime(new Date(startedAt))}-${auditId}.json`
}

/** Whether a key is that of a record of the list of audits. */
export function isAuditIndexKey(key: string): boolean {
  const [, time = '', id] = /^audits\/index\/(\d{8}T\d{6}Z)-([^/]+)\.json$/.exec(key) ?? []
  return parseCompactTime(time) !== undefined && AuditId.safeParse(id).success
}
