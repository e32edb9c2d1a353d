import { expect, test } from '@jest/globals'
import { SHARD_SIZE } from '../../../shared/runs/shard-zone.ts'
import { fakeFleet } from '../../fakes/fleet.ts'
import { playBackup } from '../../fakes/play-backup.ts'

/** Step Functions quotas: bytes of one payload; events in the history of one execution. */
const PAYLOAD_LIMIT = 262_144
const HISTORY_LIMIT = 25_000

/**
 * Events that one state writes to the history: a task that calls Lambda is entered, scheduled, started, succeeded and
 * exited; any other is entered and exited; each iteration of a map starts and succeeds besides. Each retry of a task
 * adds three.
 */
const TASK = 5
const OTHER = 2
const ITERATION = 2
const RETRY = 3
const MAX_RETRIES = 6

test('100,000 functions in 40 zones stay within the limits of Step Functions, however they are spread', async () => {
  const count = 100_000
  const small = 500
  const zones = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => {
      const size = index === 0 ? count - 39 * small : small
      return [`zz-region-${index}`, Array.from({ length: size }, (_, n) => `function-${n}`)]
    }),
  )
  const fleet = fakeFleet({ ...zones, edge: [] })
  const { status, payloads, entered } = await playBackup(fleet, { mode: 'deep' })
  expect(status).toBe('SUCCEEDED')
  expect(fleet.captured).toHaveLength(count)

  expect(Math.max(...payloads.map(({ size }) => size))).toBeLessThan(PAYLOAD_LIMIT / 10)

  const captures = entered.filter((state) => state === 'CaptureShard').length
  const largestZone = Math.ceil((count - 39 * small) / SHARD_SIZE)
  expect(captures).toBe(largestZone + 39 * Math.ceil(small / SHARD_SIZE))
  // The largest zone, were each of its shards handed over once and each call retried as often as it may be.
  const perShard = ITERATION + 2 * (TASK + MAX_RETRIES * RETRY + OTHER) + OTHER
  const rest = 2 * (TASK + MAX_RETRIES * RETRY) + 2 * OTHER
  expect(largestZone * perShard + rest).toBeLessThan(HISTORY_LIMIT)
}, 60_000)
