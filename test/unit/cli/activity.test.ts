import { beforeEach, describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { writeLines } from '../../../shared/activity/keep-lines.ts'
import type { ActivityLine } from '../../../shared/model/activity.ts'
import { activityKey } from '../../../shared/vault/activity-layout.ts'
import { changeLine, deletionLine, minutes, without } from '../../fakes/activity-lines.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { fakeWorld, holdfast, sink } from './terminal.ts'

const RECORD = Buffer.from('{"format":1,"id":"v","created":"2026-11-01T00:00:00Z"}')
const BOB = 'arn:aws:iam::123456789012:user/bob'
const ANN = 'arn:aws:iam::123456789012:user/ann'

let store: MemoryStore
let world: World
let files = 0

beforeEach(async () => {
  store = createMemoryStore()
  world = fakeWorld(store)
  await store.write('vault.json', RECORD, { size: RECORD.length, condition: 'absent' })
})

async function happened(...lines: readonly ActivityLine[]): Promise<void> {
  for (const line of lines) {
    const file = { writer: 'on-change', at: new Date(line.recordedAt), id: String((files += 1)) } as const
    await writeLines(store, file, [line])
  }
}

const burst = (principal: string) =>
  Array.from({ length: 12 }, (_, n) => deletionLine({ name: `f${n}`, at: minutes(n), principal }))

describe('holdfast activity', () => {
  test('shows by day and by principal what changed, with its bursts; plain where there is no terminal', async () => {
    await happened(
      changeLine({ at: '2026-11-19T10:00:00Z' }),
      changeLine({ at: '2026-11-19T11:00:00Z', outcome: 'failed', error: 'ThrottledError' }),
      ...burst(BOB),
    )
    const { out, code } = await holdfast(world, 'activity', '--since', '3d')
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'Since 2026-11-18 12:00:00Z in memory:: 14 changes of 13 resources, 12 deleted, 1 failed, 0 runs.',
        '',
        '2026-11-18',
        '2026-11-19  #######                                   2',
        '2026-11-20',
        '2026-11-21  ----------------------------------------  12, 12 deleted',
        '',
        'PRINCIPAL                           CHANGES  RESOURCES  CODE  DELETED  FAILED  LAST',
        'arn:aws:iam::123456789012:user/bob  12       12         0     12       0       2026-11-21 10:11:00Z',
        'arn:aws:iam::123456789012:user/ann  2        1          2     0        1       2026-11-19 11:00:00Z',
        '',
        'Bursts, the busiest hour of each principal',
        'PRINCIPAL                           RESOURCES  FROM                  TO                    CALLS',
        'arn:aws:iam::123456789012:user/bob  12         2026-11-21 10:00:00Z  2026-11-21 10:11:00Z  DeleteFunction',
        '',
      ].join('\n'),
    )
  })

  test('names five calls of a burst and counts the others, of which programs get all', async () => {
    const calls = 'Delete Put Tag Untag Publish Update Create'.split(' ').map((verb) => `${verb}Function`)
    await happened(...burst(BOB).map((line, n) => ({ ...line, event: calls[n % calls.length] ?? '' })))
    const { out } = await holdfast(world, 'activity', '--since', '4h')
    expect(out).toMatch(/(?:\w+Function, ){5}and 2 more$/m)
    const { json } = await holdfast(world, 'activity', '--since', '4h', '--json')
    expect(json()).toMatchObject({ bursts: [{ events: calls }] })
  })

  test('draws with blocks on a terminal, hour by hour for two days', async () => {
    await happened(...burst(BOB))
    const terminal = { ...world, stdout: sink(true).stream, env: { ...world.env, NO_COLOR: '1' } }
    const { out } = await holdfast(terminal, 'activity', '--since', '4h')
    expect(out).toContain('2026-11-21 09h\n2026-11-21 10h  ▓▓▓▓')
  })

  test.each([
    ['function', ['eu-west-1/f0', 'eu-west-1/f1']],
    ['zone', ['eu-west-1']],
    ['day', ['2026-11-21']],
  ])('puts changes together by %s', async (by, groups) => {
    await happened(...burst(BOB).slice(0, 2))
    const { json } = await holdfast(world, 'activity', '--by', by, '--json')
    expect((json()['groups'] as { group: string }[]).map(({ group }) => group)).toEqual(groups)
  })

  test('names what only a run noticed', async () => {
    await happened(without(changeLine({ type: 'outcome', runId: 'r1' }), 'principal', 'event', 'eventId'))
    const { out } = await holdfast(world, 'activity')
    expect(out).toContain('(found by a run)')
  })

  test('calls a burst of what only runs noticed the same as the table does', async () => {
    const found = (n: number) =>
      without(
        changeLine({ type: 'outcome', runId: 'r1', name: `f${n}`, at: minutes(n) }),
        'principal',
        'event',
        'eventId',
      )
    await happened(...Array.from({ length: 12 }, (_, n) => found(n)))
    const { json } = await holdfast(world, 'activity', '--json')
    expect(json()).toMatchObject({
      groups: [{ group: '(found by a run)' }],
      bursts: [{ principal: '(found by a run)', functions: 12 }],
    })
  })

  test('counts each deletion, also one after which the function was made again, and one whose capture failed', async () => {
    await happened(
      deletionLine({ at: minutes(0), manifest: 'points/t1' }),
      deletionLine({ at: minutes(30), manifest: 'points/t2' }),
      deletionLine({ at: minutes(40), name: 'flags', outcome: 'captured', manifest: 'points/p' }),
      deletionLine({ at: minutes(50), name: 'stock', outcome: 'failed', error: 'AccessDeniedError' }),
    )
    const { json } = await holdfast(world, 'activity', '--json')
    expect(json()).toMatchObject({
      total: { changes: 4, functions: 3, deletions: 4 },
      groups: [{ group: ANN, deletions: 4 }],
    })
  })

  test('counts a deletion that only a run found, and once what a call or another run tells of as well', async () => {
    const byRun = (runId: string, manifest: string) =>
      without(deletionLine({ type: 'outcome', runId, manifest }), 'principal', 'event', 'eventId')
    await happened(
      deletionLine({ manifest: 'points/t1' }),
      byRun('r1', 'points/t1'),
      byRun('r1', 'points/t2'),
      byRun('r2', 'points/t2'),
    )
    const { json } = await holdfast(world, 'activity', '--json')
    expect(json()).toMatchObject({
      total: { changes: 2, deletions: 2 },
      groups: [
        { group: '(found by a run)', deletions: 1 },
        { group: ANN, deletions: 1 },
      ],
    })
  })

  test('shows calls on the vault itself', async () => {
    const attempt = { type: 'attempt', event: 'ScheduleKeyDeletion', outcome: 'refused' } as const
    await happened(changeLine({ ...attempt, name: 'key-1', source: 'kms.amazonaws.com' }))
    const { out } = await holdfast(world, 'activity')
    expect(out).toContain('2026-11-21 10:00:00Z  ScheduleKeyDeletion  refused  key-1')
  })

  test('leaves out what it cannot read, says so, and ends with 3', async () => {
    await happened(changeLine())
    const key = activityKey({ writer: 'on-change', at: new Date('2026-11-20T10:00:00Z'), id: 'x' })
    await store.write(key, Buffer.from('{"half":'), { size: 8, condition: 'absent' })
    const { out, code, json } = await holdfast(world, 'activity')
    expect(code).toBe(3)
    expect(out).toContain(`Left out, for it cannot be read: 1 line\n  ${key}, line 1`)
    const again = await holdfast(world, 'activity', '--json')
    expect(again.json()).toMatchObject({ ok: false, damaged: [{ key, line: 1 }], total: { changes: 1 } })
    expect(json).toBeDefined()
  })

  test('of a quiet time there is nothing to show: 4', async () => {
    const { out, code } = await holdfast(world, 'activity')
    expect(code).toBe(4)
    expect(out).toContain('0 changes of 0 resources')
  })

  test('a time that is none is refused', async () => {
    expect((await holdfast(world, 'activity', '--since', '7m')).code).toBe(2)
  })
})
