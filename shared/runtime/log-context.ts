import { AsyncLocalStorage } from 'node:async_hooks'
import * as z from 'zod'
import { restoreIdOf } from '../restore-execution/restore-id.ts'
import { ExecutionRef } from '../restore-execution/requests.ts'

/** What each line of a log says of what it belongs to. Ids and names alone. */
export interface LogKeys {
  /** One for all lines of one story: of a run, a restore, an audit, a change. */
  readonly correlationId?: string
  readonly runId?: string
  readonly restoreId?: string
  readonly auditId?: string
  readonly zone?: string
  readonly shard?: number
  /** account/zone/kind/name */
  readonly resource?: string
}

/** Members of the events of all functions that say what an invocation belongs to. */
const Known = z.object({
  runId: z.string().optional(),
  run: z.object({ runId: z.string() }).optional(),
  auditId: z.string().optional(),
  audit: z.object({ auditId: z.string() }).optional(),
  restoreId: z.string().optional(),
  zone: z.string().optional(),
  shard: z.number().optional(),
  /** Of a change, as CloudTrail tells it. */
  detail: z.object({ eventID: z.string().optional() }).optional(),
})

/**
 * What all lines of an invocation say, from its event as it came. A queue's messages have nothing in common: each of
 * their lines says what it belongs to by itself.
 */
export function keysOfEvent(event: unknown): LogKeys {
  const { data } = Known.safeParse(event)
  if (data === undefined) return {}
  const { zone, shard, detail } = data
  const runId = data.runId ?? data.run?.runId
  const auditId = data.auditId ?? data.audit?.auditId
  const restoreId = data.restoreId ?? restoreOf(event)
  const correlationId = runId ?? auditId ?? restoreId ?? detail?.eventID
  return {
    ...(correlationId !== undefined && { correlationId }),
    ...(runId !== undefined && { runId }),
    ...(auditId !== undefined && { auditId }),
    ...(restoreId !== undefined && { restoreId }),
    ...(zone !== undefined && { zone }),
    ...(shard !== undefined && { shard }),
  }
}

/** Before a restore has an id its execution has one, which the id is made of. */
function restoreOf(event: unknown): string | undefined {
  const { data } = ExecutionRef.safeParse(event)
  return data && restoreIdOf(data)
}

const context = new AsyncLocalStorage<LogKeys>()

/** Carries `act` out; all that it logs says so. For what takes place side by side in one invocation. */
export async function withLogKeys<T>(keys: LogKeys, act: () => Promise<T>): Promise<T> {
  return context.run({ ...context.getStore(), ...keys }, act)
}

/** What the line that is being logged belongs to. */
export function currentLogKeys(): LogKeys {
  return context.getStore() ?? {}
}
