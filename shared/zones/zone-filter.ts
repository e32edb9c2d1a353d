import * as z from 'zod'
import { ZoneName } from '../model/run.ts'

/** Which zones a plan, a parameter or a command asks for. `exclude` wins; an empty or missing `zones` means all. */
export const ZoneFilter = z.strictObject({
  zones: z.array(ZoneName).readonly().optional(),
  exclude: z.array(ZoneName).readonly().optional(),
})
export type ZoneFilter = z.infer<typeof ZoneFilter>

/** Whether a zone is asked for. */
export function passes({ zones = [], exclude = [] }: ZoneFilter, zone: string): boolean {
  return (zones.length === 0 || zones.includes(zone)) && !exclude.includes(zone)
}
