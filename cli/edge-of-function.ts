import { canRunAtEdge } from '../shared/edge/can-run-at-edge.ts'
import { edgeWakesOf } from '../shared/map/edge-wakes.ts'
import type { Wake } from '../shared/map/wake.ts'
import type { FunctionPoint } from '../shared/model/manifest.ts'
import { isPointOf } from '../shared/model/manifest.ts'
import { resourcePath } from '../shared/model/resource.ts'
import type { Vault } from '../shared/ports/vault.ts'
import { readDistributions } from './read-fleet.ts'

/**
 * What runs a function at the edge, by the newest points of the distributions. They are read only for a function that
 * can run there: one of us-east-1 whose role lets Lambda@Edge in, or whose role could not be read.
 *
 * @returns `undefined` when it cannot run there
 */
export async function edgeOfFunction(
  vault: Vault,
  point: FunctionPoint,
): Promise<readonly Wake[] | undefined> {
  if (!canRunAtEdge(point)) return undefined
  const distributions = await readDistributions(vault, point.resource.account)
  const wakes = distributions.filter((one) => isPointOf('distribution', one)).flatMap(edgeWakesOf)
  return wakes.filter((wake) => resourcePath(wake.function) === resourcePath(point.resource))
}
