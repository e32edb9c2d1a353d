import pLimit from 'p-limit'
import type { AwsCall, CallHooks } from './call-hooks.ts'
import { DEFAULT_SHARE, createPacer } from './pacing.ts'
import type { Pacer } from './pacing.ts'

/**
 * Requests that may be under way to one service of one region: three, of some 100 ms each, are the tens of reads a
 * second that most services allow. Where AWS throttles all the same, the SDK's retry waits.
 */
const AT_ONCE = 3

/**
 * All management calls of API Gateway together: 10 requests a second for the account and region, 40 at once (API Gateway
 * quotas, "creating, deploying and managing an API"; neither can be raised). HTTP and REST APIs share it.
 */
const API_GATEWAY = { perSecond: 10, burst: 40 }
const IS_API_GATEWAY = /^ApiGateway(?:V2)?$/i

type Place = Pick<AwsCall, 'service' | 'region'>

/**
 * Hooks that hold the requests to the services round Lambda back: a few at once for each service and region, and those
 * to API Gateway at a third of its quota.
 */
export function sourcePacing(): CallHooks {
  const slots = new Map<string, () => Promise<() => void>>()
  const taken = new Map<string, (() => void)[]>()
  const pacers = new Map<string, Pacer>()
  const pacerOf = ({ service, region }: Place) => {
    if (!IS_API_GATEWAY.test(service)) return undefined
    const { perSecond, burst } = API_GATEWAY
    const pacer = pacers.get(region) ?? createPacer(perSecond * DEFAULT_SHARE, burst * DEFAULT_SHARE)
    pacers.set(region, pacer)
    return pacer
  }
  return {
    async before(call) {
      const key = keyOf(call)
      const slot = slots.get(key) ?? createSlots()
      slots.set(key, slot)
      const release = await slot()
      taken.set(key, [...(taken.get(key) ?? []), release])
      await pacerOf(call)?.take()
    },
    after(call) {
      const [release, ...others] = taken.get(keyOf(call)) ?? []
      taken.set(keyOf(call), others)
      release?.()
      if (call.throttled) pacerOf(call)?.slowDown()
      else if (!call.failed) pacerOf(call)?.speedUp()
    },
  }
}

function keyOf({ service, region }: Place): string {
  return `${service}/${region}`
}

/** Slots that are taken one after the other: each call waits for a free one and gives what frees it again. */
function createSlots(): () => Promise<() => void> {
  const limit = pLimit(AT_ONCE)
  return () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<() => void>()
    void limit(() => {
      const { promise: done, resolve: release } = Promise.withResolvers<void>()
      begin(release)
      return done
    })
    return begun
  }
}
