import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { CLOCK_TOLERANCE, acquireRunLock, releaseRunLock, renewRunLock } from '../../../shared/runs/lock.ts'
import type { LockWorld } from '../../../shared/runs/lock.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

const ACCOUNT = '123456789012'
const TTL = 3 * CLOCK_TOLERANCE

/** When, by the true time, a run believed that the lock was its own. */
interface Holding {
  readonly runId: string
  readonly from: number
  until: number
}

type Step = 'acquire' | 'renew' | 'release' | 'die'

/** What one run does, and how far its clock is off. */
interface Contender {
  readonly steps: readonly Step[]
  readonly skew: number
}

// Two clocks differ by at most twice a skew, which must stay under the tolerance.
const contender: fc.Arbitrary<Contender> = fc.record({
  steps: fc.array(fc.constantFrom<Step>('acquire', 'acquire', 'renew', 'release', 'die'), {
    minLength: 1,
    maxLength: 12,
  }),
  skew: fc.integer({ min: -CLOCK_TOLERANCE / 2 + 1, max: CLOCK_TOLERANCE / 2 - 1 }),
})
const delays = fc.array(fc.integer({ min: 0, max: 2 * CLOCK_TOLERANCE }), { minLength: 1, maxLength: 20 })

describe('Many runs that want the lock of one account', () => {
  test('never hold it two at once, however their steps and clocks fall', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(contender, { minLength: 2, maxLength: 6 }),
        delays,
        async (scheduler, contenders, delays) => {
          const holdings = await contend(scheduler, contenders, delays)
          expect(overlaps(holdings)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  test('would hold it two at once if clocks differed by more than is tolerated', async () => {
    const late = { steps: ['acquire'], skew: -CLOCK_TOLERANCE } as const
    const early = { steps: ['acquire'], skew: CLOCK_TOLERANCE } as const
    const holdings = await inTurn([late, early], TTL - CLOCK_TOLERANCE)
    expect(overlaps(holdings)).toHaveLength(1)
  })
})

/** Runs all contenders side by side; before each use of the store some time passes, in the scheduler's order. */
async function contend(
  scheduler: fc.Scheduler,
  contenders: readonly Contender[],
  delays: readonly number[],
): Promise<readonly Holding[]> {
  const store = createMemoryStore()
  const time = { now: 1_000_000_000_000, turn: 0 }
  const pass = async () => {
    await scheduler.schedule(Promise.resolve())
    time.now += delays[time.turn % delays.length] ?? 0
    time.turn += 1
  }
  const slow: LockWorld['store'] = {
    load: async (key) => {
      await pass()
      return await store.load(key)
    },
    write: async (key, body, options) => {
      await pass()
      return await store.write(key, body, options)
    },
  }
  const holdings: Holding[] = []
  const runs = contenders.map((contender, index) =>
    live(contender, `run-${index}`, { store: slow, time, holdings }),
  )
  await scheduler.waitFor(Promise.all(runs))
  return holdings
}

interface Stage {
  readonly store: LockWorld['store']
  readonly time: { now: number }
  readonly holdings: Holding[]
}

async function live(
  { steps, skew }: Contender,
  runId: string,
  { store, time, holdings }: Stage,
): Promise<void> {
  const world = { store, clock: { now: () => new Date(time.now + skew) } }
  const request = { account: ACCOUNT, runId }
  const giveUp = () => {
    for (const holding of holdings) {
      if (holding.runId === runId) holding.until = Math.min(holding.until, time.now)
    }
  }
  // By its own clock a run stops when its time is over; `until` is that moment by the true time.
  const hold = (until: Date) => void holdings.push({ runId, from: time.now, until: until.getTime() - skew })
  for (const step of steps) {
    if (step === 'die') return
    if (step === 'release') {
      giveUp()
      await releaseRunLock(world, request)
    } else {
      const take = step === 'acquire' ? acquireRunLock : renewRunLock
      const answer = await take(world, request, TTL)
      if ('until' in answer) hold(answer.until)
      else giveUp()
    }
  }
}

/** One contender after the other, with some time in between. */
async function inTurn(contenders: readonly Contender[], elapsed: number): Promise<readonly Holding[]> {
  const stage: Stage = { store: createMemoryStore(), time: { now: 1_000_000_000_000 }, holdings: [] }
  for (const [index, contender] of contenders.entries()) {
    await live(contender, `run-${index}`, stage)
    stage.time.now += elapsed
  }
  return stage.holdings
}

function overlaps(holdings: readonly Holding[]): readonly (readonly [Holding, Holding])[] {
  return holdings.flatMap((a, index) =>
    holdings
      .slice(index + 1)
      .filter((b) => a.runId !== b.runId && a.from < b.until && b.from < a.until)
      .map((b) => [a, b] as const),
  )
}
