import { beforeAll, describe, expect, test } from '@jest/globals'
import { guardedStore } from '../../fakes/guarded-store.ts'
import { fakeWorld, holdfast } from './terminal.ts'
import { ORDERS, filledVault, sampleVault } from './sample-vault.ts'

let world: ReturnType<typeof fakeWorld>
let ids: readonly string[]

beforeAll(async () => {
  const filled = await filledVault()
  world = fakeWorld(filled.store)
  ids = filled.ids
})

function ofJson(printed: { json: () => Record<string, unknown> }, list: string, member: string) {
  return (printed.json()[list] as Record<string, unknown>[]).map((row) => row[member])
}

describe('holdfast list', () => {
  test('shows the newest state of every function, deleted ones marked', async () => {
    const { out, code } = await holdfast(world, 'list')
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'NAME    KIND      ZONE       ACCOUNT       TAKEN                 POINT             STATE',
        `old     function  eu-west-1  111122223333  2026-11-19 11:00:00Z  ${ids[3]}  deleted`,
        `orders  function  eu-west-1  111122223333  2026-11-21 10:00:00Z  ${ids[1]}  point`,
        `mailer  function  us-east-1  111122223333  2026-11-21 11:00:00Z  ${ids[2]}  point`,
        '',
        '3 resources in memory:',
        '',
      ].join('\n'),
    )
  })

  test('gives programs one object', async () => {
    const printed = await holdfast(world, 'list', '--json', '--function', 'orders')
    expect(printed.json()).toEqual({
      ok: true,
      exitCode: 0,
      vault: 'memory:',
      resources: [
        {
          account: '111122223333',
          zone: 'eu-west-1',
          kind: 'function',
          name: 'orders',
          state: 'point',
          id: ids[1],
          takenAt: '2026-11-21T10:00:00.000Z',
        },
      ],
    })
  })

  test('shows every point with cause and gaps when asked for all', async () => {
    const { out } = await holdfast(world, 'list', '--all')
    expect(out).toMatch(/orders .* point +run r1\norders .* point +run r1\nmailer .* 1 gap +run r1\n/)
    expect(out).toContain('5 points in memory:')
  })

  test.each([
    [['--zone', 'us-east-1'], ['mailer']],
    [['--deleted'], ['old']],
    [['--limit', '1'], ['mailer']],
    [['--limit', '1', '--deleted'], ['old']],
  ])('narrows by %j', async (options, names) => {
    expect(ofJson(await holdfast(world, 'list', '--json', ...options), 'resources', 'name')).toEqual(names)
  })

  test('keeps the newest points when all are limited', async () => {
    const printed = await holdfast(world, 'list', '--all', '--json', '--limit', '2')
    expect(ofJson(printed, 'points', 'id')).toEqual([ids[1], ids[2]])
  })

  test('ends with 4 when nothing is found, and says where it looked', async () => {
    const { out, code } = await holdfast(world, 'list', '--function', 'nobody')
    expect({ out, code }).toEqual({ out: 'Nothing found in memory:.\n', code: 4 })
    const printed = await holdfast(world, 'list', '--json', '--function', 'nobody')
    expect(printed.json()).toEqual({ ok: false, exitCode: 4, vault: 'memory:', resources: [] })
  })

  describe('by placement', () => {
    const subnet = (id: string, zone: string, kind: string) => ({
      SubnetId: id,
      VpcId: 'vpc-1',
      AvailabilityZone: zone,
      ZoneType: kind,
    })
    const placed = async () => {
      const { store, put, remove } = await sampleVault()
      const at = '2026-11-20T10:00:00.000Z'
      const edge = { ...ORDERS, name: 'edge' }
      const gone = { ...ORDERS, name: 'gone' }
      const placement = [subnet('subnet-l', 'us-west-2-lax-1a', 'local-zone')]
      await put({ at, content: { placement: [subnet('subnet-a', 'us-west-2a', 'availability-zone')] } })
      await put({ at, resource: edge, content: { placement } })
      await put({ at, resource: { ...ORDERS, name: 'without' }, content: { placement: [] } })
      await put({ at, resource: gone, content: { placement } })
      await remove('2026-11-21T10:00:00.000Z', gone)
      return fakeWorld(store)
    }

    test.each([
      [['--zone-type', 'local-zone'], ['edge']],
      [
        ['--az', 'us-west-2a', '--az', 'us-west-2-lax-1a'],
        ['edge', 'orders'],
      ],
      [['--vpc', 'vpc-1', '--subnet', 'subnet-a'], ['orders']],
      [['--vpc', 'vpc-2'], []],
    ])('shows the functions that are there, and none that was deleted: %j', async (options, names) => {
      const printed = await holdfast(await placed(), 'list', '--json', ...options)
      expect(ofJson(printed, 'resources', 'name')).toEqual(names)
    })

    test('shows every point that was there, the newest ones of these', async () => {
      const printed = await holdfast(await placed(), 'list', '--all', '--json', '--zone-type', 'local-zone')
      expect(ofJson(printed, 'points', 'name')).toEqual(['edge', 'gone'])
      const one = await holdfast(
        await placed(),
        'list',
        '--all',
        '--json',
        '--az',
        'us-west-2a',
        '--limit',
        '1',
      )
      expect(ofJson(one, 'points', 'name')).toEqual(['orders'])
    })

    test('knows the kinds of zone', async () => {
      const { err, code } = await holdfast(world, 'list', '--zone-type', 'cloud')
      expect(code).toBe(2)
      expect(err).toContain('availability-zone, local-zone, wavelength-zone, outpost')
    })
  })

  test('names a pointer that may not be read, and ends with 5', async () => {
    const { store, put } = await sampleVault()
    await put({ at: '2026-11-20T10:00:00.000Z' })
    const key = [...store.objects.keys()].find((name) => name.startsWith('latest/')) ?? ''
    const { err, code } = await holdfast(fakeWorld(guardedStore(store, [key])), 'list')
    expect(code).toBe(5)
    expect(err).toContain(`Access to /backups/${key} is denied: EACCES.\nLet the user`)
  })

  test('names a damaged manifest, and ends with 6', async () => {
    const { store, put } = await sampleVault()
    await put({ at: '2026-11-20T10:00:00.000Z' })
    const key = [...store.objects.keys()].find((name) => name.startsWith('points/')) ?? ''
    store.objects.set(key, { ...store.objects.get(key)!, bytes: Buffer.from('{') })
    const { err, code } = await holdfast(fakeWorld(store), 'list', '--all')
    expect(code).toBe(6)
    expect(err).toContain(key)
    expect(err).toContain('holdfast verify')
  })
})
