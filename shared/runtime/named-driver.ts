import { resourcePath } from '../model/resource.ts'
import type { ZoneDriver } from '../runs/zone-driver.ts'
import { withLogKeys } from './log-context.ts'

/** A driver of whose captures, which take place side by side, each line of the log says which resource it is about. */
export function namedDriver(driver: ZoneDriver, zone: string): ZoneDriver {
  return {
    ...driver,
    async capture(item, request) {
      const { kind, name } = item
      const resource = resourcePath({ account: request.account, zone, kind, name })
      return withLogKeys({ resource }, () => driver.capture(item, request))
    },
  }
}
