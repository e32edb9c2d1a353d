import { listedFunction, planZone } from '../capture/plan-zone.ts'
import type { CapturePorts } from '../capture/capture-function.ts'
import { takePoint } from '../capture/capture-function.ts'
import { livingNames } from '../capture/living-names.ts'
import type { Scope } from '../capture/scope.ts'
import { zoneScope } from '../capture/scope.ts'
import type { WorkItem } from '../model/work.ts'
import type { PlanRequest, PlannedZone, ZoneDriver } from './zone-driver.ts'

/** Runs over the Lambda functions of one region. */
export function regionDriver(ports: CapturePorts, region: string, usage: ZoneDriver['usage']): ZoneDriver {
  let scope: Scope | undefined
  return {
    usage,
    plan: (request) => planRegion(ports, request),
    capture(item, { account, cause, since }) {
      scope ??= zoneScope(ports, since)
      return takePoint(ports, { account, region, name: item.name, cause, scope })
    },
  }
}

async function planRegion(
  { lambda, vault }: Pick<CapturePorts, 'lambda' | 'vault'>,
  { account, zone, mode, inventory }: PlanRequest,
): Promise<PlannedZone> {
  const listing = await Array.fromAsync(lambda.listFunctions(), listedFunction)
  const living = mode === 'deep' ? await livingNames(vault, account, zone) : []
  const once = [...living, ...(inventory?.untold ?? [])]
  const { read, gone, unchanged } = planZone({ listing, inventory, living: once }, mode)
  const listed = new Map(listing.map(({ name, state }) => [name, state]))
  const items = [...read, ...gone].map((line): WorkItem => {
    const state = listed.get(line.name)
    return { kind: 'function', ...line, ...(state && { listed: state }) }
  })
  return { found: listing.length, unchanged: unchanged.map(({ name }) => name), items }
}
