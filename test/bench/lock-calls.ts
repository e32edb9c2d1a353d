import { lockedWorld } from '../unit/immutability/locked-world.ts'
import type { Bench, Measurement } from './measurement.ts'
import { measured } from './measurement.ts'

const CAPTURED = { plan: 'month', code: 'code' } as const

/** What immutability costs for each function, beside all that a capture asks for anyway. */
export const lockCalls: Bench = {
  name: 'lock-calls',
  title: 'Further requests to S3 of a capture in a plan with immutability',
  meaning:
    'Questions for locks (GetObjectRetention) and changes of locks (PutObjectRetention) by the real code, for points that name one blob, against a vault in memory. The manifest brings its lock with it. Each function that is found unchanged costs one read of its manifest besides, in every deployment that has such a plan.',
  run: async () => {
    const world = lockedWorld()
    const rows: Measurement[] = []
    const count = async (name: string, act: () => Promise<unknown>, most: number) => {
      world.locks.calls.length = 0
      await act()
      rows.push(measured(name, world.locks.calls.length, 'calls', { bound: { most } }))
    }
    await count('a new point with a new blob', () => world.capture(CAPTURED), 3)
    await count('found unchanged', () => world.capture(CAPTURED), 1)
    world.at(1)
    await count('a further point of the same blob', () => world.capture({ ...CAPTURED, description: 'b' }), 3)
    world.at(20)
    await count(
      'found unchanged, its lock is renewed',
      () => world.capture({ ...CAPTURED, description: 'b' }),
      5,
    )
    await count('of a plan without immutability', () => world.capture({ ...CAPTURED, plan: 'open' }), 0)
    return rows
  },
}
