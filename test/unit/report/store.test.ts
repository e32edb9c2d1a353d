import { Readable } from 'node:stream'
import { beforeEach, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import * as z from 'zod'
import { ManifestInvalidError, NotFoundError } from '../../../shared/errors.ts'
import { decodeJsonLines, encodeJsonLines } from '../../../shared/report/json-lines.ts'
import { findRun, listRuns, recordStart } from '../../../shared/report/run-list.ts'
import {
  readOutcomes,
  readReport,
  readZoneSummaries,
  writeOutcomes,
  writeReport,
  writeZoneSummary,
} from '../../../shared/report/store.ts'
import { outcomesKey, parseRunIndexKey, runIndexKey } from '../../../shared/vault/run-layout.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { ACCOUNT, functionNamed, outcome, smallReport } from '../../fixtures/run-reports.ts'

const RUN = { runId: 'nightly-20261121', startedAt: '2026-11-21T01:00:00.000Z' }
let store: MemoryStore

beforeEach(() => {
  store = createMemoryStore()
})

describe('The outcomes of a zone in the vault', () => {
  test('come back shard by shard in order, also past shard 9', async () => {
    for (const shard of [10, 2, 0]) {
      const lines = [outcome.unchanged(functionNamed(`f${shard}`)), outcome.shardEnd({ lambda: shard })]
      await writeOutcomes(store, { ...RUN, zone: 'eu-west-1', shard }, lines)
    }
    const lines = await Array.fromAsync(readOutcomes(store, RUN, 'eu-west-1'))
    expect(lines.map((line) => ('resource' in line ? line.resource.name : line.type))).toEqual([
      'f0',
      'shard-end',
      'f2',
      'shard-end',
      'f10',
      'shard-end',
    ])
  })

  test('are those of the last attempt when a shard is tried again', async () => {
    const place = { ...RUN, zone: 'eu-west-1', shard: 0 }
    await writeOutcomes(store, place, [outcome.failed(functionNamed('a'))])
    await writeOutcomes(store, place, [outcome.unchanged(functionNamed('a'))])
    const lines = await Array.fromAsync(readOutcomes(store, RUN, 'eu-west-1'))
    expect(lines.map(({ type }) => type)).toEqual(['unchanged'])
  })

  test('of a zone are not mixed with those of another whose name begins alike', async () => {
    await writeOutcomes(store, { ...RUN, zone: 'us-gov-east-1', shard: 0 }, [
      outcome.unchanged(functionNamed('a')),
    ])
    expect(await Array.fromAsync(readOutcomes(store, RUN, 'us-gov-east'))).toEqual([])
  })

  test('that are damaged are refused by key and line, without showing what stands there', async () => {
    const key = outcomesKey(RUN, 'eu-west-1', 0)
    const bytes = Buffer.from(
      `${JSON.stringify(outcome.unchanged(functionNamed('a')))}\n{"secret":"hunter2"\n`,
    )
    await store.write(key, bytes, { size: bytes.length, condition: 'absent' })
    const error = await Array.fromAsync(readOutcomes(store, RUN, 'eu-west-1')).catch(
      (error: unknown) => error,
    )
    expect(error).toBeInstanceOf(ManifestInvalidError)
    expect(String(error)).toContain(`Line 2 of ${key}`)
    expect(String(error)).not.toContain('hunter2')
  })
})

describe('JSON lines', () => {
  test('read back as they were written, however the stream is cut', async () => {
    const chunks = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), chunks, async (values, sizes) => {
        const stream = Readable.from(cut(encodeJsonLines(values), sizes))
        expect(await Array.fromAsync(decodeJsonLines(z.string(), stream, 'x'))).toEqual(values)
      }),
    )
  })
})

describe('The report of a run in the vault', () => {
  test('stands there as JSON, Markdown and HTML, and in the list of runs', async () => {
    const keys = await writeReport(store, await smallReport())
    expect([...store.objects.keys()].sort()).toEqual([
      'runs/2026-11-21/nightly-20261121/report.html',
      'runs/2026-11-21/nightly-20261121/report.json',
      'runs/2026-11-21/nightly-20261121/report.md',
      'runs/index/20261121T010000Z-nightly-20261121.json',
    ])
    expect(keys.html).toBe('runs/2026-11-21/nightly-20261121/report.html')
  })

  test('reads back as it was written, also when it was written twice', async () => {
    const report = await smallReport()
    await writeReport(store, report)
    await writeReport(store, report)
    expect(await readReport(store, RUN)).toEqual(report)
  })

  test('is not there before it was written', async () => {
    await expect(readReport(store, RUN)).rejects.toBeInstanceOf(NotFoundError)
  })

  test('is made of zone summaries that come back in order of zone', async () => {
    const { zones } = await smallReport()
    for (const zone of zones.toReversed()) await writeZoneSummary(store, RUN, zone)
    await writeOutcomes(store, { ...RUN, zone: 'eu-west-1', shard: 0 }, [])
    expect(await Array.fromAsync(readZoneSummaries(store, RUN))).toEqual(zones)
  })
})

describe('The list of runs', () => {
  async function start(runId: string, startedAt: string): Promise<void> {
    await recordStart(store, { runId, startedAt, account: ACCOUNT, mode: 'quick' })
  }

  test('has the newest first and says how many older ones there are', async () => {
    await start('b', '2026-11-20T01:00:00.000Z')
    await start('a', '2026-11-21T01:00:00.000Z')
    await start('c', '2026-01-01T01:00:00.000Z')
    const { runs, older } = await listRuns(store, 2)
    expect(runs.map(({ runId }) => runId)).toEqual(['a', 'b'])
    expect(older).toBe(1)
  })

  test('has a run as soon as it starts, and its numbers when its report stands', async () => {
    await start(RUN.runId, RUN.startedAt)
    expect(await findRun(store, RUN.runId)).toMatchObject({ state: 'running' })
    const report = await smallReport()
    await writeReport(store, report)
    expect(await findRun(store, RUN.runId)).toMatchObject({
      state: 'partly',
      zones: 3,
      totals: report.totals,
    })
    expect((await listRuns(store, 10)).runs).toHaveLength(1)
  })

  test('does not know a run that never was, nor one by a part of its id', async () => {
    await start('nightly-1', RUN.startedAt)
    await expect(findRun(store, 'nightly')).rejects.toBeInstanceOf(NotFoundError)
  })

  test('keeps a run readable from its key, whatever its id', () => {
    const runId = fc.stringMatching(/^[A-Za-z0-9_-]{1,80}$/)
    const date = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(runId, date, (runId, date) => {
        const startedAt = new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString()
        expect(parseRunIndexKey(runIndexKey({ runId, startedAt }))).toEqual({ runId, startedAt })
      }),
    )
  })
})

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    chunks.push(bytes.subarray(start, start + size))
    start += size
  }
  return chunks
}
