import type { Clock } from '../ports/runtime.ts'
import type { Secret } from './delivery-ports.ts'

/** Milliseconds that a secret is used without asking for it again. A value that is refused is asked for at once. */
const MAX_AGE = 5 * 60_000

/**
 * A secret that is read once in a while, so that another value needs no deployment.
 *
 * @param read gives its value of this moment
 */
export function cachedSecret(read: () => Promise<string>, clock: Pick<Clock, 'now'>): Secret {
  let kept: { readonly value: string; readonly until: number } | undefined
  const renewed = async () => {
    const value = await read()
    kept = { value, until: clock.now().getTime() + MAX_AGE }
    return value
  }
  return {
    async value() {
      return kept !== undefined && clock.now().getTime() < kept.until ? kept.value : await renewed()
    },
    async renew() {
      const before = kept?.value
      return (await renewed()) !== before
    },
  }
}
