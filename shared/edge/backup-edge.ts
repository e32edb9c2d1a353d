import pLimit from 'p-limit'
import { attemptCapture } from '../capture/attempt-capture.ts'
import type { ZoneProgress, ZoneRequest, ZoneResult } from '../capture/backup-zone.ts'
import { countZone } from '../capture/backup-zone.ts'
import { writeInventory } from '../capture/write-inventory.ts'
import { EDGE_ZONE } from '../model/edge.ts'
import type { EdgePorts } from './capture-edge.ts'
import { takeEdgePoint } from './capture-edge.ts'
import { captureEachOnce } from './capture-each-once.ts'
import { listEdge } from './list-edge.ts'
import { livingKeys, parseEdgeKey, planEdge } from './plan-edge.ts'

/** Resources read side by side: CloudFront's control plane is one for the whole account, and slow. */
const CONCURRENCY = 4

/**
 * Backs up every resource of the edge that needs it, and marks those that are gone. One that fails is an outcome;
 * the run goes on. In the plan and in the progress, names are `kind/name`.
 *
 * @param onProgress told of the plan, then of each resource
 * @throws HoldfastError when CloudFront cannot be listed or the vault cannot be read
 */
export async function backupEdge(
  ports: EdgePorts,
  request: Omit<ZoneRequest, 'region'>,
  onProgress: (progress: ZoneProgress) => void = () => {},
): Promise<ZoneResult> {
  const { account, cause, mode } = request
  const listedAt = ports.clock.now().toISOString()
  const known = await ports.vault.readInventory(account, EDGE_ZONE)
  const living = await livingKeys(ports.vault, account)
  const state = { listing: await listEdge(ports), inventory: known?.inventory, living }
  const { plan, listing } = planEdge(state, mode)
  onProgress({ type: 'planned', plan })
  const shared = { ...ports, captureFunction: captureEachOnce(ports.captureFunction) }
  const limit = pLimit(request.concurrency ?? CONCURRENCY)
  const captures = await limit.map([...plan.read, ...plan.gone], async ({ name: key }) => {
    const { kind, name } = parseEdgeKey(key)
    const capture = await attemptCapture(ports.log, { account, zone: EDGE_ZONE, kind, name }, () =>
      takeEdgePoint(shared, { account, kind, name, cause }),
    )
    onProgress({ type: 'done', name: key, outcome: capture.outcome })
    return { name: key, capture }
  })
  await writeInventory(ports, { account, zone: EDGE_ZONE, listedAt }, { listing, plan, captures })
  const outcomes = captures.map(({ capture }) => capture.outcome)
  return { region: EDGE_ZONE, plan, outcomes, counts: countZone(listing.length, plan, outcomes) }
}
