import { beforeEach, describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { alertOf } from '../../../shared/alerts/draft.ts'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import { AccessDeniedError, VaultUnavailableError } from '../../../shared/errors.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import { deskWithPeople } from '../../fakes/told.ts'
import { vaultOver } from '../../fakes/filled-vault.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { unreachableStore } from '../../fakes/unreachable-store.ts'
import { ORDERS, sampleVault } from './sample-vault.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const DAYS = ['17', '18', '19', '20', '21']

let store: MemoryStore
let world: World
let ids: readonly string[]

/** Five points of one function, a day apart, each with a package of its own. */
beforeEach(async () => {
  const { store: filled, put } = await sampleVault()
  const made: string[] = []
  for (const day of DAYS) {
    const code = { 'index.mjs': `export const day = ${day}` }
    made.push(await put({ at: `2026-11-${day}T10:00:00.000Z`, content: { tags: { day } }, code }))
  }
  store = filled
  ids = made
  world = fakeWorld(store)
})

function gap(key: string, state: 'begun' | 'ended'): Alert {
  const words = { severity: 'warning', subject: key, lines: ['.'], facts: [], next: [] } as const
  const from = { account: '123456789012', attributes: {}, at: '2026-01-01T00:00:00.000Z' }
  return alertOf({ kind: 'gap', key, state, ...words, ...from })
}

const points = () => [...store.objects.keys()].filter((key) => key.startsWith('points/'))
const blobs = () => [...store.objects.keys()].filter((key) => key.startsWith('blobs/'))
const at = (time: string): World => ({
  ...fakeWorld(store),
  clock: { now: () => new Date(time), sleep: () => Promise.resolve() },
})

describe('a bucket that lets nobody else delete', () => {
  const refuse = (operation: string) => () =>
    Promise.reject(new AccessDeniedError(`${operation}: AccessDenied`, { evidence: { operation } }))
  const remove = refuse('DeleteObject')

  test('is said to be one, with what takes the place of prune there', async () => {
    const openRetentionStore = () => ({ ...store, url: 's3://vault', remove })
    const refusing = { ...fakeWorld(store), openRetentionStore }
    const { err, code } = await holdfast(refusing, 'prune', '--keep-daily', '2', '--yes')
    expect(code).toBe(5)
    expect(err).toContain('s3://vault lets nobody delete with these credentials: DeleteObject: AccessDenied')
    expect(err).toContain('retention runs by itself')
    expect(err).toContain('--dry-run')
  })

  test('is not said to be one when another call is refused: that one is named', async () => {
    const openRetentionStore = () => ({ ...store, url: 's3://vault', write: refuse('PutObject') })
    const refusing = { ...fakeWorld(store), openRetentionStore }
    const { err, code } = await holdfast(refusing, 'prune', '--keep-daily', '2', '--yes')
    expect(code).toBe(5)
    expect(err).toContain('PutObject: AccessDenied')
    expect(err).not.toContain('lets nobody delete')
  })

  test('as a copy is said to have somebody of its own', async () => {
    await holdfast(fakeWorld(store), 'prune', '--keep-daily', '2', '--yes')
    const copy = { ...createMemoryStore(), url: 's3://copy' }
    await copyVault({ from: store, to: copy, clock: fakeWorld().clock })
    for (const key of store.objects.keys()) if (/^expired\/.*function/.test(key)) store.objects.delete(key)
    const openRetentionStore = () => ({ ...copy, remove })
    const { err, code } = await holdfast(
      { ...fakeWorld(store), openRetentionStore },
      'mirror',
      copy.url,
      '--prune',
    )
    expect(code).toBe(5)
    expect(err).toContain('PrunerArn')
  })
})

test('a hold in a vault that is gone says that a copy can be named instead', async () => {
  const env = { HOLDFAST_VAULT: 's3://gone', HOLDFAST_COPY: 's3://copy' }
  const openVault = () => vaultOver(unreachableStore(new VaultUnavailableError('There is no bucket gone')))
  const argv = ['hold', 'orders', '--reason', 'audit', '--by', 'ada']
  const { err, code } = await holdfast({ ...fakeWorld(), env, openVault }, ...argv)
  expect(code).toBe(1)
  expect(err).toContain('There is no bucket gone')
  expect(err).toContain('--vault s3://copy')
})

describe('holdfast prune', () => {
  test('--dry-run shows what becomes of each point, why, and what that frees, and changes nothing', async () => {
    const before = [...store.objects.keys()]
    const { out, code } = await holdfast(
      world,
      'prune',
      '--dry-run',
      '--keep-daily',
      '2',
      '--keep-within',
      '2d',
    )
    expect(code).toBe(0)
    expect(out).toMatch(/orders +eu-west-1 +2026-11-18 10:00:00Z +[0-9a-f]{16} +expire +no rule keeps it/)
    expect(out).toMatch(/2026-11-20 10:00:00Z +[0-9a-f]{16} +keep +daily, within 2d/)
    expect(out).toMatch(/2026-11-21 10:00:00Z +[0-9a-f]{16} +keep +newest, daily, within 2d/)
    expect(out).toContain('3 points to expire, 2 points to keep.')
    expect(out).toMatch(/Only the expiring points name 3 blobs: \d+ B to be freed/)
    expect([...store.objects.keys()]).toEqual(before)
  })

  test('bytes that points of other functions name are not counted as freed', async () => {
    const shared = { 'index.mjs': 'export const day = 17' }
    const { store: filled, put } = await sampleVault()
    await put({ at: '2026-11-17T10:00:00.000Z', code: shared })
    await put({ at: '2026-11-18T10:00:00.000Z', code: { 'index.mjs': 'other' } })
    await put({ at: '2026-11-18T10:00:00.000Z', code: shared, resource: { ...ORDERS, name: 'mailer' } })
    const options = ['--json', '--keep-last', '1', '--function', 'orders']
    const { json } = await holdfast(fakeWorld(filled), 'prune', '--dry-run', ...options)
    expect(json()).toMatchObject({ expires: 1, freed: { blobs: 0, bytes: 0 } })
  })

  test.each([
    [['--function', 'nope'], 'a function nope is in'],
    [['--function', 'orders', '--zone', 'us-east-1'], 'a function orders in zone us-east-1 is in'],
    [['--zone', 'us-east-1'], 'any function in zone us-east-1 is in'],
  ])('of what the vault does not have nothing is pruned, and so it says: %j', async (options, words) => {
    const before = [...store.objects.keys()]
    for (const go of ['--yes', '--dry-run']) {
      const { err, code } = await holdfast(world, 'prune', '--keep-last', '1', ...options, go)
      expect(code).toBe(4)
      expect(err).toContain(words)
    }
    expect([...store.objects.keys()]).toEqual(before)
  })

  test('of a function by name its points alone expire', async () => {
    const { code } = await holdfast(world, 'prune', '--keep-last', '1', '--function', 'orders', '--yes')
    expect(code).toBe(0)
    expect(points()).toHaveLength(1)
  })

  test('expires what no rule keeps, and the vault stays whole', async () => {
    const { out, code } = await holdfast(world, 'prune', '--keep-daily', '2', '--yes')
    expect(code).toBe(0)
    expect(out).toContain('3 points expired, 2 points kept.')
    expect(points()).toHaveLength(2)
    expect((await holdfast(world, 'verify', '--read-data')).code).toBe(0)
    expect((await holdfast(world, 'diff', 'orders')).code).toBe(0)
  })

  describe('--plans', () => {
    const PLANS = `
version: 1
default: short
schedules: { quick: rate(1 day), deep: rate(7 days) }
retention: { grace: 2d }
plans:
  short: { retention: { keep: { last: 2 } } }
`
    const withPlans = (text = PLANS, name = 'holdfast.yml'): World => ({
      ...world,
      readFile: async (path) => (path === name ? text : Promise.reject(new Error(path))),
    })

    test('judges each function by its own plan, and takes the grace period of the file', async () => {
      const { json, code } = await holdfast(withPlans(), 'prune', '--plans', '--yes', '--json')
      expect(code).toBe(0)
      expect(json()).toMatchObject({ plans: 'holdfast.yml', expired: 3, kept: 2 })
      const later = { ...withPlans(), clock: at('2026-11-23T13:00:00Z').clock }
      expect((await holdfast(later, 'prune', '--plans', '--yes', '--json')).json()).toMatchObject({
        purged: 3,
      })
    })

    test('names the plan of each function', async () => {
      const { json } = await holdfast(
        withPlans(PLANS, 'other.yml'),
        'prune',
        '--plans',
        'other.yml',
        '--dry-run',
        '--json',
      )
      expect(json()).toMatchObject({ resources: [{ plan: 'short' }], expires: 3 })
    })

    test.each([
      ['--keep-last', '2'],
      ['--time-zone', 'Europe/Berlin'],
    ])('is refused together with %s: nobody could tell which rules count', async (option, value) => {
      const { code, err } = await holdfast(withPlans(), 'prune', '--plans', '--dry-run', option, value)
      expect(code).toBe(2)
      expect(err).toContain('cannot be used with')
    })

    test('is refused with a file that is not valid, and nothing expires', async () => {
      const { code } = await holdfast(withPlans('version: 2'), 'prune', '--plans', '--yes')
      expect(code).not.toBe(0)
      expect(points()).toHaveLength(5)
    })
  })

  test('without a rule everything stays', async () => {
    const { out } = await holdfast(world, 'prune', '--yes')
    expect(out).toContain('0 points expired, 5 points kept.')
  })

  test('frees bytes two grace periods after their last point expired, not sooner', async () => {
    await holdfast(world, 'prune', '--keep-last', '1', '--grace', '1d', '--yes')
    const later = async (time: string) =>
      (await holdfast(at(time), 'prune', '--keep-last', '1', '--grace', '1d', '--yes', '--json')).json()
    expect(await later('2026-11-22T11:00:00Z')).toMatchObject({ purged: 0, sweep: { marked: 0 } })
    expect(await later('2026-11-22T13:00:00Z')).toMatchObject({ purged: 4, sweep: { marked: 4, deleted: 0 } })
    expect(await later('2026-11-23T12:00:00Z')).toMatchObject({ sweep: { state: 'waiting', deleted: 0 } })
    expect(blobs()).toHaveLength(5)
    expect(await later('2026-11-23T14:00:00Z')).toMatchObject({ sweep: { state: 'swept', deleted: 4 } })
    expect(blobs()).toHaveLength(1)
    expect((await holdfast(world, 'verify', '--read-data')).code).toBe(0)
  })

  test('forgets what people were told of that has been over for 90 days, and says so before', async () => {
    // The store dates what it holds by 1970.
    const { desk } = deskWithPeople({ store, clock: fakeClock(), log: fakeLog() })
    await desk.tell([gap('over', 'begun'), gap('lasting', 'begun')])
    await desk.tell([gap('over', 'ended')])
    const records = () => [...store.objects.keys()].filter((key) => key.startsWith('alerts/known/'))
    const planned = await holdfast(world, 'prune', '--dry-run')
    expect(planned.out).toContain('1 record of an alert that is over to be removed.')
    expect(records()).toHaveLength(2)
    const { out, code } = await holdfast(world, 'prune', '--yes')
    expect([code, records().length]).toEqual([0, 1])
    expect(out).toContain('1 record of an alert that is over removed.')
    expect((await holdfast(world, 'prune', '--yes', '--json')).json()).toMatchObject({ forgotten: 0 })
  })

  test('says what was pruned though forgetting fails, and ends with 3', async () => {
    const { desk } = deskWithPeople({ store, clock: fakeClock(), log: fakeLog() })
    await desk.tell([gap('over', 'begun')])
    await desk.tell([gap('over', 'ended')])
    const evidence = { operation: 'DeleteObject' }
    const remove: MemoryStore['remove'] = async (key, version) => {
      if (key.startsWith('alerts/')) throw new AccessDeniedError('DeleteObject: AccessDenied', { evidence })
      await store.remove(key, version)
    }
    const openRetentionStore = () => ({ ...store, url: 's3://vault', remove })
    const refusing = { ...world, openRetentionStore }
    const { out, code } = await holdfast(refusing, 'prune', '--keep-last', '3', '--yes')
    expect(code).toBe(3)
    expect(out).toContain('2 points expired, 3 points kept.')
    expect(out).toContain('Records of alerts that are over stay in part: s3://vault lets nobody delete')
    const { json } = await holdfast(refusing, 'prune', '--keep-last', '2', '--yes', '--json')
    expect(json()).toMatchObject({ ok: false, exitCode: 3, expired: 1, notForgotten: expect.any(String) })
    expect(json()).not.toHaveProperty('forgotten')
  })

  test('asks the person at the terminal, and does nothing without a yes', async () => {
    const asked: string[] = []
    const ask = (question: string) => {
      asked.push(question)
      return Promise.resolve(false)
    }
    const { err, code } = await holdfast({ ...world, ask }, 'prune', '--keep-last', '1')
    expect(code).toBe(5)
    expect(asked).toEqual(['Carry this out?'])
    expect(err).toContain('4 points to expire')
    expect(points()).toHaveLength(5)
  })

  test('where nobody can be asked it wants --yes', async () => {
    const { err, code } = await holdfast(world, 'prune', '--keep-last', '1')
    expect(code).toBe(2)
    expect(err).toContain('--dry-run')
    expect(points()).toHaveLength(5)
  })

  test.each([
    ['--keep-last', '0'],
    ['--keep-within', '1x'],
    ['--grace', '23h'],
    ['--grace', '1m'],
    ['--time-zone', 'Mars/Olympus'],
  ])('refuses %s %s as a usage error', async (option, value) => {
    expect((await holdfast(world, 'prune', '--dry-run', option, value)).code).toBe(2)
  })

  test.each(['--keep-daily', '--keep-last'])('takes "unlimited" for %s', async (option) => {
    const { out } = await holdfast(world, 'prune', '--dry-run', option, 'unlimited')
    expect(out).toContain('0 points to expire, 5 points to keep.')
  })
})

describe('holds', () => {
  const reason = ['--reason', 'audit 2026', '--by', 'ada']

  test('keep a point whatever the rules say, until it is released', async () => {
    const [first = ''] = ids
    const held = await holdfast(world, 'hold', first.slice(0, 8), ...reason)
    expect([held.code, held.out]).toEqual([0, `held: ${first} of orders in eu-west-1\n`])
    const kept = await holdfast(world, 'prune', '--dry-run', '--keep-last', '1')
    expect(kept.out).toContain('held: audit 2026 (ada)')
    expect(kept.out).toContain('3 points to expire')
    const released = await holdfast(world, 'release', first, ...reason)
    expect(released.out).toContain('released: ')
    expect((await holdfast(world, 'prune', '--dry-run', '--keep-last', '1')).out).toContain(
      '4 points to expire',
    )
  })

  test('that come a moment too late say so, and how the point is taken back', async () => {
    const [first = ''] = ids
    const write = store.write.bind(store)
    store.write = async (key, ...rest) => {
      const stat = await write(key, ...rest)
      if (key.startsWith('holds/')) store.objects.delete(key.replace('holds/', 'points/'))
      return stat
    }
    const { code, err } = await holdfast(world, 'hold', first, ...reason)
    expect(code).toBe(5)
    expect(err).toContain(`Point ${first} of orders in eu-west-1 expired while it was being held.`)
    expect(err).toContain(`holdfast undelete ${first}`)
  })

  test('say that they look again where retention has copied the point aside', async () => {
    const [first = ''] = ids
    const key = points().find((one) => one.includes(first)) ?? ''
    const held = store.objects.get(key)
    if (held === undefined) throw new Error('no point')
    store.objects.set(key.replace('points/', 'expired/20261121T120000Z/'), held)
    const { code, out, err } = await holdfast(at('2026-11-21T12:00:01.000Z'), 'hold', first, ...reason)
    expect([code, out]).toEqual([0, `held: ${first} of orders in eu-west-1\n`])
    expect(err).toBe(
      `Retention may be letting ${first} expire at this moment: looking again in 1 min 00 s.\n`,
    )
  })

  test('need a reason', async () => {
    expect((await holdfast(world, 'hold', 'orders')).code).toBe(2)
  })

  test('say so when there is nothing to change', async () => {
    expect((await holdfast(world, 'release', 'orders', ...reason)).out).toContain('unchanged: ')
    await holdfast(world, 'hold', 'orders', ...reason)
    expect((await holdfast(world, 'hold', 'orders', ...reason)).out).toContain('unchanged: ')
  })

  test('keep on record who changed them, when and why', async () => {
    await holdfast(world, 'hold', 'orders', ...reason)
    await holdfast(world, 'release', 'orders', '--reason', 'over', '--by', 'grace')
    const [key] = [...store.objects.keys()].filter((one) => one.startsWith('holds/'))
    expect(JSON.parse(Buffer.from(store.objects.get(key!)!.bytes).toString())).toMatchObject({
      changes: [
        { change: 'held', by: 'ada', reason: 'audit 2026' },
        { change: 'released', by: 'grace', reason: 'over', at: '2026-11-21T12:00:00.000Z' },
      ],
    })
  })
})

describe('holdfast undelete', () => {
  test('takes the expired points of a function back, and holds them', async () => {
    const before = new Map([...store.objects].filter(([key]) => key.startsWith('points/')))
    await holdfast(world, 'prune', '--keep-last', '1', '--yes')
    const { out, code } = await holdfast(world, 'undelete', 'orders')
    expect(code).toBe(0)
    expect(out).toContain('4 points taken back, and held.')
    for (const [key, { bytes }] of before) expect(store.objects.get(key)?.bytes).toEqual(bytes)
    expect((await holdfast(world, 'prune', '--dry-run', '--keep-last', '1')).out).toContain(
      '0 points to expire',
    )
  })

  test('takes one back by its id', async () => {
    await holdfast(world, 'prune', '--keep-last', '1', '--yes')
    const { json } = await holdfast(world, 'undelete', ids[2]!.slice(0, 10), '--json')
    expect(json()).toMatchObject({ points: [{ id: ids[2], state: 'stored' }] })
    expect(points()).toHaveLength(2)
  })

  test('finds nothing in what was taken back already, and does not hold it again', async () => {
    await holdfast(world, 'prune', '--keep-last', '1', '--yes')
    await holdfast(world, 'undelete', ids[2]!)
    await holdfast(world, 'release', ids[2]!)
    const again = await holdfast(world, 'undelete', ids[2]!)
    expect(again.code).toBe(4)
    expect(again.err).toContain(`No expired point of ${ids[2]} can be taken back`)
    expect((await holdfast(world, 'undelete', 'orders', '--json')).json()).toMatchObject({
      points: ids.slice(0, 4).flatMap((id) => (id === ids[2] ? [] : [{ id, state: 'stored' }])),
    })
    expect((await holdfast(world, 'undelete', 'orders')).code).toBe(4)
  })

  test('finds nothing once the grace period is over', async () => {
    await holdfast(world, 'prune', '--keep-last', '1', '--grace', '1d', '--yes')
    await holdfast(at('2026-11-23T12:00:00Z'), 'prune', '--keep-last', '1', '--grace', '1d', '--yes')
    const { code, err } = await holdfast(world, 'undelete', 'orders')
    expect(code).toBe(4)
    expect(err).toContain('longer ago than the grace period')
  })
})
