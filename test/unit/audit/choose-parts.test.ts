import { describe, expect, test } from '@jest/globals'
import { array, assert, boolean, integer, property, record as object } from 'fast-check'
import {
  PARTS,
  chooseParts,
  overdueParts,
  recordChoice,
  shardsOf,
} from '../../../shared/audit/choose-parts.ts'
import type { PartName, PartsRecord } from '../../../shared/model/audit.ts'

const DAY = 86_400_000
const START = Date.parse('2026-01-01T00:00:00.000Z')

function read(record: PartsRecord, parts: readonly PartName[], now: Date): PartsRecord {
  const readAt = now.toISOString()
  const done: PartsRecord['parts'] = {}
  for (const part of parts) done[part] = { readAt, blobs: 0, bytes: 0, damaged: [] }
  return { ...record, parts: { ...record.parts, ...done } }
}

describe('the parts that an audit reads', () => {
  test('are a twenty-eighth of all, where audits are daily', () => {
    expect(chooseParts(undefined, new Date(START))).toHaveLength(10)
  })

  test('are as many more as audits are rarer', () => {
    const record = recordChoice(undefined, new Date(START))
    expect(chooseParts(record, new Date(START + 7 * DAY))).toHaveLength(64)
    expect(chooseParts(record, new Date(START + 40 * DAY))).toHaveLength(256)
  })

  test('are all read within thirty days, whichever audits fail, as long as the last one does not', () => {
    const days = array(object({ hours: integer({ min: 1, max: 48 }), fails: boolean() }), {
      minLength: 20,
      maxLength: 80,
    })
    assert(
      property(days, (audits) => {
        let record: PartsRecord | undefined
        let now = START
        for (const [index, { hours, fails }] of audits.entries()) {
          now += hours * 3_600_000
          const parts = chooseParts(record, new Date(now))
          record = recordChoice(record, new Date(now))
          const isLast = index === audits.length - 1
          if (!fails || isLast) record = read(record, parts, new Date(now))
        }
        expect(overdueParts(record!, new Date(now))).toEqual([])
      }),
    )
  })

  test('include those where damage was found', () => {
    const damaged = [{ key: 'blobs/x', what: 'gone', points: [] }]
    const now = new Date(START)
    const record = read(recordChoice(undefined, now), PARTS, now)
    const parts = { ...record.parts, ff: { ...record.parts['ff']!, damaged } }
    expect(chooseParts({ ...record, parts }, new Date(START + DAY))).toContain('ff')
  })

  test('are divided into shards, each part once', () => {
    const shards = shardsOf(PARTS.slice(0, 10))
    expect(shards.map((shard) => shard.length)).toEqual([4, 4, 2])
    expect(shards.flat()).toEqual(PARTS.slice(0, 10))
  })
})
