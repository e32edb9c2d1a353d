import * as z from 'zod'
import type { JsonObject } from '../model/json.ts'

/** Kinds of zone inside a region: EC2's `ZoneType`, and a subnet on an Outpost. */
export const ZoneType = z.enum(['availability-zone', 'local-zone', 'wavelength-zone', 'outpost'])
export type ZoneType = z.infer<typeof ZoneType>

/**
 * Which functions a plan asks for by where they are. Every member that is given must match; a member matches when
 * one of its values does. At least one value each, so that an empty list cannot mean nothing by mistake.
 */
export const PlacementSelector = z.strictObject({
  /** Name or id of a zone: `eu-west-1a`, `euw1-az2`, `us-west-2-lax-1a`. */
  az: z.array(z.string()).nonempty().readonly().optional(),
  zoneType: z.array(ZoneType).nonempty().readonly().optional(),
  subnet: z.array(z.string()).nonempty().readonly().optional(),
  vpc: z.array(z.string()).nonempty().readonly().optional(),
})
export type PlacementSelector = z.infer<typeof PlacementSelector>

/**
 * Whether a function is where a plan asks for. A function has a subnet in each zone that it can run in; it is
 * asked for when one and the same subnet matches every member of the selector.
 *
 * @param placement `content.placement` of a recovery point; empty for a function without a VPC
 * @returns `false` too when the placement could not be read: that is a gap of the point
 */
export function matchesPlacement(
  selector: PlacementSelector,
  placement: readonly JsonObject[] | undefined,
): boolean {
  if (Object.values(selector).every((values) => values === undefined)) return true
  return (placement ?? []).some((subnet) => matchesSubnet(selector, subnet))
}

function matchesSubnet({ az, zoneType, subnet, vpc }: PlacementSelector, place: JsonObject): boolean {
  return (
    includes(az, place['AvailabilityZone'], place['AvailabilityZoneId']) &&
    includes(zoneType, zoneTypeOf(place)) &&
    includes(subnet, place['SubnetId']) &&
    includes(vpc, place['VpcId'])
  )
}

/** A subnet on an Outpost lies in an availability zone as well; the Outpost is what matters. */
function zoneTypeOf(place: JsonObject): unknown {
  return place['OutpostArn'] === undefined ? place['ZoneType'] : 'outpost'
}

function includes(wanted: readonly string[] | undefined, ...values: readonly unknown[]): boolean {
  return wanted === undefined || values.some((value) => wanted.some((one) => one === value))
}
