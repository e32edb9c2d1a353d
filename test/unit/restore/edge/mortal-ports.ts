import type { RestorePorts } from '../../../../shared/restore/restore-ports.ts'
import { Killed } from '../crashing.ts'

/**
 * Ports that end with the process: items are worked on side by side, and when one of them meets its end the others
 * must not go on while the next process has begun.
 */
export function mortalPorts(ports: RestorePorts, isDead: () => boolean): RestorePorts {
  const mortal = <T extends object>(one: T): T => {
    return new Proxy(one, {
      get(target, member) {
        const value: unknown = Reflect.get(target, member, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]): unknown => {
          if (isDead()) throw new Killed('the process is gone')
          return Reflect.apply(value, target, args)
        }
      },
    })
  }
  return {
    ...ports,
    vault: mortal(ports.vault),
    store: mortal(ports.store),
    openPlace(region) {
      const place = ports.openPlace(region)
      const { cloudfront, writer } = place.openEdge()
      return {
        ...place,
        lambda: mortal(place.lambda),
        writer: mortal(place.writer),
        roles: mortal(place.roles),
        logGroups: mortal(place.logGroups),
        testEvents: mortal(place.testEvents),
        openEdge: () => ({ cloudfront: mortal(cloudfront), writer: mortal(writer) }),
      }
    },
  }
}
