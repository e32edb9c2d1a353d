import { createHash } from 'node:crypto'
import type { RestoreId } from '../model/restore.ts'
import { compactTime } from '../vault/layout.ts'
import type { ExecutionRef } from './requests.ts'

/** Hexadecimal digits that tell executions of one second apart. */
const DIGITS = 8

/**
 * The id of an execution's restore: the same however often a step is tried, or the execution is redriven, and another
 * one when the name of an execution is used again, as Step Functions allows after 90 days.
 */
export function restoreIdOf({ execution, startedAt }: ExecutionRef): RestoreId {
  const digest = createHash('sha256').update(execution).digest('hex')
  return `restore-${compactTime(new Date(startedAt))}-${digest.slice(0, DIGITS)}`
}
