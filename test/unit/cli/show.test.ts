import { beforeAll, describe, expect, test } from '@jest/globals'
import { fakeWorld, holdfast } from './terminal.ts'
import { ORDERS, SECRET, filledVault, sampleVault } from './sample-vault.ts'

let world: ReturnType<typeof fakeWorld>
let ids: readonly string[]

beforeAll(async () => {
  const filled = await filledVault()
  world = fakeWorld(filled.store)
  ids = filled.ids
})

describe('holdfast show', () => {
  test('shows the newest point of a function, with everything it holds', async () => {
    const { out, code } = await holdfast(world, 'show', 'orders')
    expect(code).toBe(0)
    expect(out).toMatch(/^function +orders\nzone +eu-west-1\n/)
    expect(out).toContain(ids[1])
    expect(out).toMatch(/code +zip, \d+ B, sha256 [0-9a-f]{64}/)
    expect(out).toContain('configuration\n  FunctionName: orders\n  Timeout: 10\n')
    expect(out).toContain('nothing there: aliases, policy')
  })

  test.each([
    ['text', []],
    ['JSON', ['--json']],
  ])('hides environment values in its %s', async (_what, options) => {
    const { out } = await holdfast(world, 'show', 'orders', ...options)
    expect(out).toContain('TOKEN')
    expect(out).toContain('***')
    expect(out).not.toContain(SECRET)
  })

  test('shows environment values when asked to', async () => {
    const { out } = await holdfast(world, 'show', 'orders', '--show-secrets')
    expect(out).toContain(`TOKEN: ${SECRET}-new`)
  })

  test('finds a point by the first digits of its id', async () => {
    const printed = await holdfast(world, 'show', (ids[0] ?? '').slice(0, 6), '--json')
    expect(printed.json()).toMatchObject({ ok: true, point: { id: ids[0], resource: { name: 'orders' } } })
  })

  test('says how many digits of an id are wanted', async () => {
    const { err, code } = await holdfast(world, 'show', (ids[0] ?? '').slice(0, 3))
    expect(code).toBe(4)
    expect(err).toContain('Of an id the first four or more digits are wanted.')
    expect((await holdfast(world, 'show', 'nobody')).err).not.toContain('digits')
  })

  test('finds a function by its ARN', async () => {
    const printed = await holdfast(
      world,
      'show',
      'arn:aws:lambda:eu-west-1:111122223333:function:orders',
      '--json',
    )
    expect(printed.json()).toMatchObject({ point: { id: ids[1] } })
    const elsewhere = await holdfast(world, 'show', 'arn:aws:lambda:eu-west-2:111122223333:function:orders')
    expect(elsewhere.code).toBe(4)
  })

  test.each([
    ['2026-11-20', 0],
    ['2026-11-21T09:59:59Z', 0],
    ['2026-11-21T10:00:00Z', 1],
    ['2026-11-21 11:00+01:00', 1],
  ])('shows the state at %s', async (at, point) => {
    const printed = await holdfast(world, 'show', 'orders', '--at', at, '--json')
    expect(printed.json()).toMatchObject({ point: { id: ids[point] } })
  })

  test.each([
    ['show', 'orders'],
    ['export', 'orders', '--out', 'nowhere'],
    ['restore', 'orders', '--dry-run'],
    ['restore', '--select', 'name=orders', '--dry-run'],
  ])('of a time that is yet to come nothing is told: %j', async (...words) => {
    const { err, code } = await holdfast(world, ...words, '--at', '2026-11-21T14:00:00+01:00')
    expect(code).toBe(2)
    expect(err).toContain('2026-11-21 13:00:00Z is yet to come: it is 2026-11-21 12:00:00Z.')
    expect((await holdfast(world, ...words, '--at', '2026-11-22')).code).toBe(2)
  })

  test('of the day that it is, the state until now is shown', async () => {
    const printed = await holdfast(world, 'show', 'orders', '--at', '2026-11-21', '--json')
    expect(printed.json()).toMatchObject({ point: { id: ids[1] } })
  })

  test('says when a function has no point as old as that', async () => {
    const { err, code } = await holdfast(world, 'show', 'orders', '--at', '2020-01-01')
    expect(code).toBe(4)
    expect(err).toBe(
      'holdfast: There is no recovery point of orders as old as 2020-01-01 23:59:59Z.\n' +
        'Its first one was taken at 2026-11-20 10:00:00Z.\n',
    )
  })

  test('tells points of the same second apart by their full time', async () => {
    const { store, put } = await sampleVault()
    const early = await put({ at: '2026-11-20T10:00:00.100Z' })
    const late = await put({ at: '2026-11-20T10:00:00.900Z', code: { 'index.js': 'new' } })
    const found = async (at: string) => {
      const { out } = await holdfast(fakeWorld(store), 'show', 'orders', '--at', at, '--json')
      return (JSON.parse(out) as { point: { id: string } }).point.id
    }
    expect(await found('2026-11-20T10:00:00.500Z')).toBe(early)
    expect(await found('2026-11-20T10:00:01Z')).toBe(late)
  })

  test('names the gaps of a point', async () => {
    const { out } = await holdfast(world, 'show', 'mailer')
    expect(out).toMatch(/gaps\n +- part: policy\n +reason: access-denied\n/)
  })

  test('shows that a function was deleted, and its last recovery point', async () => {
    const { out, code } = await holdfast(world, 'show', 'old')
    expect(code).toBe(0)
    expect(out).toMatch(/state +deleted\nnoticed +2026-11-19 11:00:00Z/)
    const [, last] = /holdfast show ([0-9a-f]{16})/.exec(out) ?? []
    expect((await holdfast(world, 'show', last ?? '')).out).toMatch(/state +recovery point/)
  })

  test('looks only where a function of that name is, and finds it though its pointer is damaged', async () => {
    const { store, put } = await sampleVault()
    const id = await put({ at: '2026-11-20T10:00:00.000Z' })
    await put({ at: '2026-11-20T10:00:00.000Z', resource: { ...ORDERS, name: 'mailer' } })
    const listed: string[] = []
    const watched = {
      ...store,
      list(prefix: string) {
        listed.push(prefix)
        return store.list(prefix)
      },
    }
    const [pointer = ''] = [...store.objects.keys()].filter((key) => /^latest.*orders/.test(key))
    await store.write(pointer, Buffer.from('x'), { size: 1, condition: { version: 'w4' } })
    const { out } = await holdfast(fakeWorld(watched), 'show', 'orders', '--at', '2026-11-21')
    expect(out).toMatch(new RegExp(`^id +${id}$`, 'm'))
    expect(listed).toEqual(['latest/', 'points/111122223333/eu-west-1/function/orders/'])
  })

  test('finds a point that has no pointer, because a capture died', async () => {
    const { store, put } = await sampleVault()
    const id = await put({ at: '2026-11-20T10:00:00.000Z' })
    for (const key of store.objects.keys()) if (key.startsWith('latest/')) store.objects.delete(key)
    expect((await holdfast(fakeWorld(store), 'show', 'orders')).out).toMatch(new RegExp(`^id +${id}$`, 'm'))
  })

  test('names the candidates when a name means more than one function', async () => {
    const { store, put } = await sampleVault()
    await put({ at: '2026-11-20T10:00:00.000Z' })
    await put({ at: '2026-11-20T10:00:00.000Z', resource: { ...ORDERS, zone: 'us-east-1' } })
    const ambiguous = await holdfast(fakeWorld(store), 'show', 'orders')
    expect(ambiguous.code).toBe(2)
    expect(ambiguous.err).toContain(
      'orders is ambiguous: 2 candidates: ' +
        'function 111122223333:orders in eu-west-1, function 111122223333:orders in us-east-1.',
    )
    expect((await holdfast(fakeWorld(store), 'show', 'orders', '--zone', 'us-east-1')).code).toBe(0)
  })

  test('names the candidates when some digits begin more than one id', async () => {
    const { store, put } = await sampleVault()
    const found = new Map<string, string>()
    const collision = async (n = 0): Promise<readonly string[]> => {
      const id = await put({ at: `2026-11-20T10:00:00.000Z`, content: { configuration: { n } } })
      const other = found.get(id.slice(0, 4))
      found.set(id.slice(0, 4), id)
      return other === undefined ? collision(n + 1) : [other, id]
    }
    const [one = '', two = ''] = await collision()
    const { err, code } = await holdfast(fakeWorld(store), 'show', one.slice(0, 4))
    expect(code).toBe(2)
    expect(err).toContain(`point ${one} of orders`)
    expect(err).toContain(`point ${two} of orders`)
  })

  test('makes control characters from a function visible instead of sending them to the terminal', async () => {
    const { store, put } = await sampleVault()
    await put({
      at: '2026-11-20T10:00:00.000Z',
      content: { configuration: { Description: '\u001b[2Jgone' } },
    })
    const { out } = await holdfast(fakeWorld(store), 'show', 'orders')
    expect(out).not.toContain('\u001b')
    expect(out).toContain('[2Jgone')
  })
})
