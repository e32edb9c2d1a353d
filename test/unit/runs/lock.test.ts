import { beforeEach, describe, expect, test } from '@jest/globals'
import { PreconditionFailedError } from '../../../shared/errors.ts'
import type { LockWorld } from '../../../shared/runs/lock.ts'
import { CLOCK_TOLERANCE, acquireRunLock, releaseRunLock, renewRunLock } from '../../../shared/runs/lock.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

const account = '123456789012'
const TTL = 600_000
const A = { account, runId: 'run-a' }
const B = { account, runId: 'run-b' }

let now: number
let world: LockWorld

beforeEach(() => {
  now = Date.parse('2026-11-21T01:00:00.000Z')
  world = { store: createMemoryStore(), clock: { now: () => new Date(now) } }
})

describe('The lock of the runs of an account', () => {
  test('is given to the first run that asks, for as long as it asked', async () => {
    expect(await acquireRunLock(world, A, TTL)).toEqual({ state: 'acquired', until: new Date(now + TTL) })
  })

  test('tells the second who has it, since when and until when', async () => {
    await acquireRunLock(world, A, TTL)
    now += 1000
    expect(await acquireRunLock(world, B, TTL)).toEqual({
      state: 'held',
      by: {
        format: 1,
        account,
        runId: 'run-a',
        since: '2026-11-21T01:00:00.000Z',
        expires: '2026-11-21T01:10:00.000Z',
      },
    })
  })

  test('of one account does not hold up another', async () => {
    await acquireRunLock(world, A, TTL)
    expect(await acquireRunLock(world, { ...B, account: '210987654321' }, TTL)).toMatchObject({
      state: 'acquired',
    })
  })

  test('is kept by a run that asks again, as after a retry', async () => {
    await acquireRunLock(world, A, TTL)
    now += 1000
    expect(await acquireRunLock(world, A, TTL)).toEqual({ state: 'acquired', until: new Date(now + TTL) })
  })

  test('of a dead run is taken over once it has expired and clocks cannot be to blame', async () => {
    await acquireRunLock(world, A, TTL)
    now += TTL + CLOCK_TOLERANCE - 1
    expect(await acquireRunLock(world, B, TTL)).toMatchObject({ state: 'held' })
    now += 1
    expect(await acquireRunLock(world, B, TTL)).toMatchObject({ state: 'acquired' })
    expect(await renewRunLock(world, A, TTL)).toEqual({ state: 'lost' })
  })

  test('that is renewed does not expire', async () => {
    await acquireRunLock(world, A, TTL)
    now += TTL - 1
    expect(await renewRunLock(world, A, TTL)).toEqual({ state: 'renewed', until: new Date(now + TTL) })
    now += TTL
    expect(await acquireRunLock(world, B, TTL)).toMatchObject({ state: 'held' })
  })

  test('is never held for a shorter time because it was renewed', async () => {
    await acquireRunLock(world, A, TTL)
    expect(await renewRunLock(world, A, 1)).toEqual({ state: 'renewed', until: new Date(now + TTL) })
  })

  test('that was given back is free at once', async () => {
    await acquireRunLock(world, A, TTL)
    await releaseRunLock(world, A)
    expect(await acquireRunLock(world, B, TTL)).toMatchObject({ state: 'acquired' })
  })

  test('is not given back by a run that lost it', async () => {
    await acquireRunLock(world, A, TTL)
    now += TTL + CLOCK_TOLERANCE
    await acquireRunLock(world, B, TTL)
    await releaseRunLock(world, A)
    expect(await acquireRunLock(world, A, TTL)).toMatchObject({ state: 'held', by: { runId: 'run-b' } })
  })

  test('of nobody can be neither renewed nor given back', async () => {
    await releaseRunLock(world, A)
    expect(await renewRunLock(world, A, TTL)).toEqual({ state: 'lost' })
  })

  test('does not wait for ever for a store where somebody always writes first', async () => {
    const refusing: LockWorld['store'] = {
      load: async () => undefined,
      write: async () => {
        throw new PreconditionFailedError('raced')
      },
    }
    await expect(acquireRunLock({ ...world, store: refusing }, A, TTL)).rejects.toBeInstanceOf(
      PreconditionFailedError,
    )
  })

  test('is held by all steps of one run that renew it at the same time', async () => {
    await acquireRunLock(world, A, TTL)
    const renewals = await Promise.all(Array.from({ length: 4 }, () => renewRunLock(world, A, TTL)))
    expect(new Set(renewals.map(({ state }) => state))).toEqual(new Set(['renewed']))
  })
})
