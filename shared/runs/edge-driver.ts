import type { EdgePorts } from '../edge/capture-edge.ts'
import { takeEdgePoint } from '../edge/capture-edge.ts'
import { captureEachOnce } from '../edge/capture-each-once.ts'
import { listEdge } from '../edge/list-edge.ts'
import { livingKeys, parseEdgeKey, planEdge } from '../edge/plan-edge.ts'
import type { WorkItem } from '../model/work.ts'
import type { PlanRequest, PlannedZone, ZoneDriver } from './zone-driver.ts'

/** Runs over the CloudFront edge. */
export function edgeDriver(ports: EdgePorts, usage: ZoneDriver['usage']): ZoneDriver {
  const shared = { ...ports, captureFunction: captureEachOnce(ports.captureFunction) }
  return {
    usage,
    plan: (request) => planZoneEdge(ports, request),
    async capture({ kind, name }, { account, cause }) {
      if (kind === 'function') throw new TypeError(`The edge has no function ${name}.`)
      return takeEdgePoint(shared, { account, kind, name, cause })
    },
  }
}

async function planZoneEdge(
  ports: EdgePorts,
  { account, mode, inventory }: PlanRequest,
): Promise<PlannedZone> {
  const living = await livingKeys(ports.vault, account)
  const { plan, listing } = planEdge({ listing: await listEdge(ports), inventory, living }, mode)
  const states = new Map(listing.map(({ name, state }) => [name, state]))
  const items = [...plan.read, ...plan.gone].map(({ name: key, reason }): WorkItem => {
    const listed = states.get(key)
    return { ...parseEdgeKey(key), reason, ...(listed && { listed }) }
  })
  return { found: listing.length, unchanged: plan.unchanged.map(({ name }) => name), items }
}
