import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import * as z from 'zod'
import { SHARD_SIZE } from '../../../shared/runs/shard-zone.ts'
import { fakeFleet } from '../../fakes/fleet.ts'
import { playBackup } from '../../fakes/play-backup.ts'

/** Step Functions quotas: bytes of one payload; events in the history of one execution. */
const PAYLOAD_LIMIT = 262_144
const HISTORY_LIMIT = 25_000

/**
 * Events that one state writes to the history: a task that calls Lambda is entered, scheduled, started, succeeded and
 * exited; a map is entered, started, succeeded and exited; any other is entered and exited. Each iteration of a map
 * starts and succeeds, and so does the execution. Each retry of a task adds three.
 */
const EVENTS: Readonly<Record<string, number>> = { Task: 5, Map: 4, Choice: 2, Pass: 2 }
const BEGIN_AND_END = 2
const RETRY = 3

const State = z.object({
  Type: z.string(),
  Retry: z.array(z.object({ MaxAttempts: z.number() })).default([]),
  get ItemProcessor() {
    return z.object({ States: z.record(z.string(), State) }).optional()
  },
})
type States = Readonly<Record<string, z.infer<typeof State>>>

const file = new URL('../../../state-machines/backup.asl.json', import.meta.url)
const machine = z
  .object({ States: z.record(z.string(), State) })
  .parse(JSON.parse(readFileSync(file, 'utf8')))
const zoneStates: States = machine.States['BackUpZones']?.ItemProcessor?.States ?? {}
const shardStates: States = zoneStates['CaptureShards']?.ItemProcessor?.States ?? {}

/** Events of some states, were each call retried as often as it may be. */
function eventsOf(states: States, names: readonly string[]): number {
  const counts = names.map((name) => {
    const { Type, Retry } = states[name]!
    return EVENTS[Type]! + RETRY * Retry.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0)
  })
  return counts.reduce((sum, count) => sum + count, 0)
}

const COUNT = 100_000

test('100,000 functions in 40 zones stay within the limits of Step Functions', async () => {
  const small = 500
  const zones = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => {
      const size = index === 0 ? COUNT - 39 * small : small
      return [`zz-region-${index}`, Array.from({ length: size }, (_, n) => `function-${n}`)]
    }),
  )
  const fleet = fakeFleet({ ...zones, edge: [] })
  const { status, payloads, entered } = await playBackup(fleet, { mode: 'deep' })
  expect(status).toBe('SUCCEEDED')
  expect(fleet.captured).toHaveLength(COUNT)
  expect(Math.max(...payloads.map(({ size }) => size))).toBeLessThan(PAYLOAD_LIMIT / 10)

  const inShards = entered.filter((state) => state in shardStates)
  const captures = inShards.filter((state) => state === 'CaptureShard').length
  expect(captures).toBe(Math.ceil((COUNT - 39 * small) / SHARD_SIZE) + 39 * Math.ceil(small / SHARD_SIZE))
  expect(new Set(inShards)).toEqual(new Set(DONE_AT_ONCE))
  expect(inShards).toHaveLength(captures * DONE_AT_ONCE.length)
}, 60_000)

/** The states of a shard that is done at once; the test above sees that they are these. */
const DONE_AT_ONCE = ['CaptureShard', 'ShardDone', 'NextShard']

test('were all 100,000 in one zone, each shard handed over once and each call retried to its end, its history holds', () => {
  const handedOver = ['CaptureShard', 'ShardDone']
  const perShard = BEGIN_AND_END + eventsOf(shardStates, [...handedOver, ...DONE_AT_ONCE])
  const shards = COUNT / SHARD_SIZE
  const rest = BEGIN_AND_END + eventsOf(zoneStates, Object.keys(zoneStates))
  // The numbers of docs/design.md.
  expect([shards, perShard, shards * perShard]).toEqual([400, 54, 21_600])
  expect(rest).toBeLessThan(60)
  expect(shards * perShard + rest).toBeLessThan(HISTORY_LIMIT)
})
