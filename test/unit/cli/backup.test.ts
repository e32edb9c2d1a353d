import { beforeEach, describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { AccessDeniedError, ServiceFaultError } from '../../../shared/errors.ts'
import { put } from '../../fakes/filled-vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { fakeZoneDoor } from './fake-zone.ts'
import type { FakeZone } from './fake-zone.ts'
import { fakeWorld, holdfast, sink } from './terminal.ts'

const denied = new AccessDeniedError('GetPolicy: AccessDenied')
const broken = new ServiceFaultError('GetFunction: 500')

let store: ReturnType<typeof createMemoryStore>

beforeEach(() => {
  store = createMemoryStore()
})

/** A world with these regions; the caller's own is the first of them. */
function worldOf(zones: Readonly<Record<string, FakeZone>>): World {
  const own = Object.keys(zones)[0] ?? ''
  const world = fakeWorld(store)
  return {
    ...world,
    aws: {
      ...world.aws,
      readCaller: async (region) => ({
        account: '111122223333',
        principal: 'arn:aws:iam::111122223333:user/ann',
        region: region ?? own,
      }),
      openZone: (region) => fakeZoneDoor(zones[region] ?? { functions: {} }, region),
    },
  }
}

describe('holdfast backup', () => {
  test('backs up every function of the region of the caller, and begins the vault', async () => {
    const world = worldOf({ 'eu-west-1': { functions: { orders: 'one', mailer: 'two' } } })
    const { out, code } = await holdfast(world, 'backup')
    expect(code).toBe(0)
    expect(out).toMatch(/^mailer +eu-west-1 +captured +3 B +[0-9a-f]{16}$/m)
    expect(out).toContain(
      '2 captured, 0 unchanged, 0 deleted, 0 failed, 0 gaps, 6 B stored, 0 B deduplicated, 7 API calls\nmemory:\n',
    )
    const listed = await holdfast(world, 'list', '--all')
    expect(listed.out).toMatch(/orders .* by arn:aws:iam::111122223333:user\/ann\n/)
  })

  test('says that it began a vault, once, and nothing of others where there are none', async () => {
    const world = worldOf({ 'eu-west-1': { functions: { orders: 'one' } } })
    expect((await holdfast(world, 'backup')).err).toBe('A new vault was begun at memory:.\n')
    expect((await holdfast(world, 'backup')).err).toBe('')
  })

  test('warns where it began a vault among other things', async () => {
    await put(store, 'holiday.jpg', 'sand')
    const { err, code } = await holdfast(worldOf({ 'eu-west-1': { functions: { orders: 'one' } } }), 'backup')
    expect(code).toBe(0)
    expect(err).toBe(
      'A new vault was begun at memory:.\nWarning: other things are there too. Is memory: the address that was meant?\n',
    )
  })

  test('counts what is unchanged, and does not list it', async () => {
    const world = worldOf({ 'eu-west-1': { functions: { orders: 'one' } } })
    await holdfast(world, 'backup')
    const { out, code } = await holdfast(world, 'backup')
    expect(code).toBe(0)
    expect(out).toMatch(/^0 captured, 1 unchanged/)
    expect((await holdfast(world, 'backup', '--deep')).out).toMatch(/^0 captured, 1 unchanged/)
  })

  test('ends with 3 when a part could not be read, and says which and why', async () => {
    const world = worldOf({ 'eu-west-1': { functions: { orders: 'one' }, policyError: denied } })
    const { out, code } = await holdfast(world, 'backup')
    expect(code).toBe(3)
    expect(out).toMatch(/^orders +eu-west-1 +captured, 1 gap /m)
    expect(out).toMatch(/^orders +eu-west-1 +policy +access-denied /m)
  })

  test('goes on after a function that failed, and ends with 3', async () => {
    const world = worldOf({ 'eu-west-1': { functions: { bad: broken, good: 'one' } } })
    const printed = await holdfast(world, 'backup', '--json')
    expect(printed.code).toBe(3)
    expect(printed.json()).toMatchObject({ ok: false, totals: { captured: 1, failed: 1 } })
  })

  test('ends with 1 when everything failed', async () => {
    const world = worldOf({ 'eu-west-1': { functions: { bad: broken } } })
    const { out, code } = await holdfast(world, 'backup')
    expect(code).toBe(1)
    expect(out).toMatch(/^bad +eu-west-1 +failed +GetFunction: 500$/m)
  })

  test('backs up the regions and functions that it is told', async () => {
    const functions = { orders: 'one', mailer: 'two' }
    const world = worldOf({
      'eu-west-1': { functions },
      'us-east-1': { functions },
      'us-west-2': { functions },
    })
    const printed = await holdfast(
      world,
      ...'backup --json --zone us-east-1 --zone us-west-2 --function orders'.split(' '),
    )
    expect(printed.json()).toMatchObject({ ok: true, totals: { captured: 2 } })
    const { out } = await holdfast(world, 'list')
    expect(out).toMatch(/^orders +function +us-east-1 .*\norders +function +us-west-2 .*\n\n2 resources/m)
  })

  test('ends with 4 when no function of that name is there', async () => {
    const world = worldOf({ 'eu-west-1': { functions: { orders: 'one' } } })
    const { out, code } = await holdfast(world, 'backup', '--function', 'nobody')
    expect(code).toBe(4)
    expect(out).toMatch(/^nobody +eu-west-1 +not found$/m)
  })

  test('says that a region has no functions, and ends with 4', async () => {
    const { out, code } = await holdfast(worldOf({}), 'backup', '--zone', 'mars-1', '--zone', 'mars-2')
    expect(code).toBe(4)
    expect(out).toMatch(/^No function was found in mars-1, mars-2\.\n\n0 captured/)
  })

  test('ends with 3 when only some of the names are there', async () => {
    const world = worldOf({ 'eu-west-1': { functions: { orders: 'one', bad: broken } } })
    const words = ['--function', 'orders', '--function', 'nobody', '--function', 'bad']
    const printed = await holdfast(world, 'backup', '--json', ...words)
    expect(printed.code).toBe(3)
    expect(printed.json()).toMatchObject({ totals: { captured: 1, notFound: 1, failed: 1 } })
  })

  test('records that a function was deleted', async () => {
    const functions: Record<string, string> = { orders: 'one' }
    const world = worldOf({ 'eu-west-1': { functions } })
    await holdfast(world, 'backup')
    delete functions['orders']
    const { out, code } = await holdfast(world, 'backup', '--function', 'orders')
    expect(code).toBe(0)
    expect(out).toMatch(/^orders +eu-west-1 +deleted$/m)
  })

  test('goes on with the other regions when one cannot be listed', async () => {
    const listError = new AccessDeniedError('ListFunctions: AccessDenied')
    const world = worldOf({
      'eu-west-1': { functions: { orders: 'one' } },
      'us-east-1': { functions: {}, listError },
    })
    const { out, code } = await holdfast(world, 'backup', '--zone', 'eu-west-1', '--zone', 'us-east-1')
    expect(code).toBe(3)
    expect(out).toMatch(/^us-east-1 +ListFunctions: AccessDenied\.$/m)
    expect(out).toContain('1 captured')
    expect((await holdfast(world, 'backup', '--zone', 'us-east-1')).code).toBe(5)
  })

  test('shows its progress on a terminal, on stderr only', async () => {
    const world = worldOf({ 'eu-west-1': { functions: { orders: 'one' } } })
    const printed = await holdfast({ ...world, stderr: sink(true).stream }, 'backup', '--json')
    expect(printed.err).toContain('backup [')
    expect(printed.json()).toMatchObject({ ok: true })
    expect((await holdfast(world, 'backup')).err).toBe('')
  })

  test('tells with --verbose what the core logs', async () => {
    const world = worldOf({ 'eu-west-1': { functions: { bad: broken } } })
    await holdfast(world, 'backup')
    expect((await holdfast(world, 'backup')).err).toBe('')
    const { err } = await holdfast(world, 'backup', '--verbose')
    expect(err).toMatch(/^error .* could not be captured /)
    expect(err).toContain('ServiceFaultError: GetFunction: 500')
  })

  test.each([
    [['--zone', 'edge'], 'The edge is backed up by a run.'],
    [['--exclude', 'us-east-1'], '--exclude takes zones from those of --all.'],
    [['--all', '--function', 'orders'], "option '--all' cannot be used with option '--function <name>'"],
    [['--all', '--concurrency', '4'], "option '--all' cannot be used with option '--concurrency <number>'"],
    [['--resume', 'r1', '--zone', 'us-east-1'], "option '--resume <run>' cannot be used with option '--zone"],
    [['--quota-share', '0'], 'It must be a number above 0 and at most 1'],
    [['--quota-share', '1.5'], 'It must be a number above 0 and at most 1'],
    [['--function', 'orders:live'], 'It must be the name of a function'],
    [['--concurrency', 'many'], 'It must be a whole number above 0.'],
  ])('%j is a mistake', async (words, message) => {
    const { err, code } = await holdfast(fakeWorld(), 'backup', ...words)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})
