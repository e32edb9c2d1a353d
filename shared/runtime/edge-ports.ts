import type { CallHooks } from '../aws/call-hooks.ts'
import { openEdge } from '../aws/open-edge.ts'
import { captureFunction } from '../capture/capture-function.ts'
import type { EdgePorts } from '../edge/capture-edge.ts'
import type { RegionSources } from './open-region.ts'
import { openRegion } from './open-region.ts'

/**
 * The way into the CloudFront edge, and into the regions of the functions that its distributions run.
 *
 * @param hooks see every request of the SDK
 */
export function openEdgePorts(
  ports: Pick<EdgePorts, 'vault' | 'clock' | 'log' | 'plans'> & { readonly account: string },
  hooks: CallHooks,
): EdgePorts {
  const { account, ...rest } = ports
  const regions = new Map<string, RegionSources>()
  const regionOf = (name: string) => {
    const found = regions.get(name) ?? openRegion(name, hooks)
    regions.set(name, found)
    return found
  }
  return {
    ...rest,
    cloudfront: openEdge(hooks),
    captureFunction: (region, name, cause) =>
      captureFunction({ ...rest, ...regionOf(region) }, { account, region, name, cause }),
  }
}
