import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { reportHtml } from '../../../shared/report/html.ts'
import { recordStart } from '../../../shared/report/run-list.ts'
import { writeReport } from '../../../shared/report/store.ts'
import { acquireRunLock } from '../../../shared/runs/lock.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { ACCOUNT, smallReport } from '../../fixtures/run-reports.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const LATER = '2026-11-21T11:59:00.000Z'
const RECORD = Buffer.from('{"format":1,"id":"v","created":"2026-11-01T00:00:00Z"}')

let store: MemoryStore
let world: World

beforeEach(async () => {
  store = createMemoryStore()
  world = fakeWorld(store)
  await store.write('vault.json', RECORD, { size: RECORD.length, condition: 'absent' })
})

async function start(runId: string, startedAt = LATER): Promise<void> {
  await recordStart(store, { runId, startedAt, account: ACCOUNT, mode: 'deep' })
}

describe('holdfast runs', () => {
  test('lists the newest first, with their numbers, and says how many more there are', async () => {
    await writeReport(store, await smallReport())
    await start('old', '2026-11-01T00:00:00.000Z')
    await start('new')
    const { out, code } = await holdfast(world, 'runs', '--limit', '2')
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'RUN               STARTED               MODE   STATE        TOOK        ZONES  FOUND  CAPTURED  DELETED  FAILED  GAPS',
        'new               2026-11-21 11:59:00Z  deep   unfinished',
        'nightly-20261121  2026-11-21 01:00:00Z  quick  partly done  3 min 07 s  3      1,194  2         1        3       2',
        '',
        '2 runs in memory:; 1 older run not shown, --limit shows more',
        '',
      ].join('\n'),
    )
  })

  test('tells a run that goes on from one that died', async () => {
    await start('alive')
    await start('dead')
    await acquireRunLock({ store, clock: world.clock }, { account: ACCOUNT, runId: 'alive' }, 60_000)
    const { runs } = (await holdfast(world, 'runs', '--json')).json() as {
      runs: { runId: string; state: string }[]
    }
    expect(runs.map(({ runId, state }) => [runId, state])).toEqual([
      ['dead', 'unfinished'],
      ['alive', 'running'],
    ])
  })

  test('finds nothing in a vault without runs', async () => {
    expect(await holdfast(world, 'runs')).toMatchObject({ code: 4, out: 'There are no runs in memory:.\n' })
  })

  test('fails where there is no vault, instead of finding no runs', async () => {
    expect((await holdfast(fakeWorld(), 'runs')).code).toBe(1)
  })

  test('refuses a limit that is none', async () => {
    expect((await holdfast(world, 'runs', '--limit', '0')).code).toBe(2)
  })
})

describe('holdfast runs show', () => {
  test('shows what needs attention, the zones, the failures and the gaps', async () => {
    await writeReport(store, await smallReport())
    const { out, code } = await holdfast(world, 'runs', 'show', 'nightly-20261121')
    expect(code).toBe(0)
    expect(out).toMatchSnapshot()
  })

  test('gives programs the whole report', async () => {
    const report = await smallReport()
    await writeReport(store, report)
    const printed = await holdfast(world, 'runs', 'show', 'nightly-20261121', '--json')
    expect(printed.json()).toEqual({ ok: true, exitCode: 0, report })
  })

  test('writes the page to a file', async () => {
    const report = await smallReport()
    await writeReport(store, report)
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-runs-'))
    try {
      const file = join(folder, 'run.html')
      expect(await holdfast(world, 'runs', 'show', report.runId, '--html', file)).toMatchObject({
        code: 0,
        out: `Wrote ${file}\n`,
      })
      expect(await readFile(file, 'utf8')).toBe(reportHtml(report))
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('says so when the file cannot be written', async () => {
    await writeReport(store, await smallReport())
    const { code, err } = await holdfast(
      world,
      'runs',
      'show',
      'nightly-20261121',
      '--html',
      '/no/such/folder/x.html',
    )
    expect(code).toBe(2)
    expect(err).toContain('/no/such/folder/x.html cannot be written')
  })

  test('finds nothing for a run that never was', async () => {
    const { code, err } = await holdfast(world, 'runs', 'show', 'nope')
    expect(code).toBe(4)
    expect(err).toContain('`holdfast runs` lists')
  })

  test('finds no report of a run that goes on, and none of one that died', async () => {
    await start('one')
    const dead = await holdfast(world, 'runs', 'show', 'one')
    await acquireRunLock({ store, clock: world.clock }, { account: ACCOUNT, runId: 'one' }, 60_000)
    const alive = await holdfast(world, 'runs', 'show', 'one')
    expect([dead.code, alive.code]).toEqual([4, 4])
    expect(dead.err).toContain('ended without one')
    expect(alive.err).toContain('is still running')
  })

  test('has a help of its own', async () => {
    const { code, out } = await holdfast(world, 'runs', 'show', '--help')
    expect(code).toBe(0)
    expect(out).toContain('--html <file>')
    expect(out).toContain('4  nothing found')
    expect(out).toContain('--vault <address>')
    expect(out).not.toContain('--limit')
  })

  test('needs the id of a run', async () => {
    expect((await holdfast(world, 'runs', 'show')).code).toBe(2)
  })
})
