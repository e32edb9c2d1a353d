import * as z from 'zod'
import type { Alert } from '../model/alert.ts'

/** Attributes that say which run, restore or audit an alert tells of. */
const Told = z.object({
  runId: z.string().optional(),
  restoreId: z.string().optional(),
  auditId: z.string().optional(),
})

/** What a line on an alert says of it: by the same names as the lines of the run, restore or audit that it tells of. */
export function alertStory({
  kind,
  key,
  zone,
  attributes,
}: Pick<Alert, 'kind' | 'key' | 'zone' | 'attributes'>): Readonly<Record<string, string>> {
  const { runId, restoreId, auditId } = Told.safeParse(attributes).data ?? {}
  const correlationId = runId ?? auditId ?? restoreId
  return {
    kind,
    key,
    ...(correlationId !== undefined && { correlationId }),
    ...(runId !== undefined && { runId }),
    ...(restoreId !== undefined && { restoreId }),
    ...(auditId !== undefined && { auditId }),
    ...(zone !== undefined && { zone }),
  }
}
