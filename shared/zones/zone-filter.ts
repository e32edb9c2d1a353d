import * as z from 'zod'
import { ZoneName } from '../model/run.ts'

/** Which zones a plan, a parameter or a command asks for. `exclude` wins; an empty or missing `zones` means all. */
export const ZoneFilter = z.strictObject({
  zones: z.array(ZoneName).readonly().optional(),
  exclude: z.array(ZoneName).readonly().optional(),
})
export type ZoneFilter = z.infer<typeof ZoneFilter>

/** Names of zones in a parameter of a deployment, `eu-west-1,edge`; none in an empty one. @throws ZodError */
export const ZoneList = z
  .string()
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
  .pipe(z.array(ZoneName))

/** Which zones a deployment looks at, by the parameters of its stack. @throws ZodError when these name no zones */
export function deployedFilter({
  Zones = '',
  ExcludeZones = '',
}: Readonly<Record<string, string>>): ZoneFilter {
  return { zones: ZoneList.parse(Zones), exclude: ZoneList.parse(ExcludeZones) }
}

/** Whether a zone is asked for. */
export function passes({ zones = [], exclude = [] }: ZoneFilter, zone: string): boolean {
  return (zones.length === 0 || zones.includes(zone)) && !exclude.includes(zone)
}
