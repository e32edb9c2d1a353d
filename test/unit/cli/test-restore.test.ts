import { describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import type { TestWorld } from '../restore-test/test-world.ts'
import { functionsIn, testWorld } from '../restore-test/test-world.ts'
import { fakeWorld, holdfast } from './terminal.ts'

/** A terminal before an account with these functions. */
async function terminalOf(...names: readonly string[]) {
  const account = testWorld()
  for (const name of names) await account.protect(name)
  return { account, world: worldOf(account) }
}

function worldOf(account: TestWorld, files: Readonly<Record<string, string>> = {}): World {
  const caller = { account: ACCOUNT, principal: `arn:aws:iam::${ACCOUNT}:user/ada`, region: 'eu-west-1' }
  const world = fakeWorld(account.store)
  let ids = 0
  return {
    ...world,
    clock: account.clock,
    newId: () => `${String((ids += 1)).padStart(4, '0')}0000-4d2f`,
    readFile: async (path) => files[path] ?? '',
    aws: { ...world.aws, readCaller: async () => caller },
    restoreTest: { open: async () => Promise.resolve(account.ports.openPlace) },
  }
}

describe('holdfast test-restore', () => {
  test('restores one function under a scratch name, removes it, and says that it passed', async () => {
    const { account, world } = await terminalOf('orders', 'other')
    const { code, out, err } = await holdfast(world, 'test-restore', 'orders')
    expect(code).toBe(0)
    expect(out).toMatch(/^eu-west-1 +orders +passed/m)
    expect(out).toContain('1 of 1 restore test passed.')
    expect(err).toContain('eu-west-1  orders  passed after')
    expect(functionsIn(account)).toEqual(['orders', 'other'])
    expect([...account.store.objects.keys()].some((key) => key.endsWith('/report.json'))).toBe(true)
  })

  test('chooses as many as it is told, those first that never were tested', async () => {
    const { world } = await terminalOf('a', 'b', 'c')
    await holdfast(world, 'test-restore', '--sample', '2')
    const { json } = await holdfast(world, 'test-restore', '--sample', '1', '--json')
    expect(json()).toMatchObject({
      ok: true,
      verdicts: [{ resource: { name: 'c' }, reason: 'never-tested' }],
    })
  })

  test('ends with 1 when nothing passed, and says what to do', async () => {
    const { account, world } = await terminalOf('orders')
    account.around.roles.clear()
    const { code, out } = await holdfast(world, 'test-restore', 'orders')
    expect(code).toBe(1)
    expect(out).toMatch(/refused .*The execution role .* is not there/)
    expect(out).toContain('Create it')
  })

  test('ends with 3 when some did not pass', async () => {
    const { account, world } = await terminalOf('a', 'b')
    const one = account.lambda.get('a')
    one.configuration = { ...one.configuration, Role: `arn:aws:iam::${ACCOUNT}:role/gone` }
    await account.capture('a')
    expect((await holdfast(world, 'test-restore', '--sample', '5')).code).toBe(3)
  })

  test('ends with 6 when bytes in the vault are damaged', async () => {
    const { account, world } = await terminalOf('orders')
    for (const [key, held] of account.store.objects)
      if (key.startsWith('blobs/'))
        account.store.objects.set(key, { ...held, bytes: Buffer.alloc(held.bytes.length) })
    expect((await holdfast(world, 'test-restore', 'orders')).code).toBe(6)
  })

  test('ends with 4 when there is no such function, or none at all', async () => {
    const { world } = await terminalOf('orders')
    expect((await holdfast(world, 'test-restore', 'nobody')).code).toBe(4)
    const empty = testWorld()
    await empty.ports.vault
      .putBlob({ sha256: 'a'.repeat(64), size: 0 }, async () => Promise.reject(new Error('x')))
      .catch(() => undefined)
    expect((await holdfast(worldOf(empty), 'test-restore', '--sample', '3')).code).toBe(4)
  })

  test('asks the restored function, and shows no payload and no answer', async () => {
    const account = testWorld()
    await account.protect('orders')
    account.answers.next = async () => ({ payload: Buffer.from('{"total":"secret-2"}'), isError: false })
    const files = { 'p.json': '{"order":"secret-1"}', 'e.json': '{"total":"secret-3"}' }
    const argv = ['test-restore', 'orders', '--payload', 'p.json', '--expect', 'e.json']
    const { code, out, err } = await holdfast(worldOf(account, files), ...argv)
    expect(code).toBe(1)
    expect(out).toContain('answers otherwise in $.total')
    expect(out + err).not.toContain('secret-')
    expect(account.invoked).toHaveLength(1)
  })

  test.each([
    [[], 'Either a function or --sample must be given.'],
    [['orders', '--sample', '2'], 'Either a function or --sample must be given.'],
    [['--sample', '2', '--payload', 'p.json'], '--payload and --zone are for one function.'],
    [['orders', '--expect', 'e.json'], '--expect needs something to ask.'],
    [['orders', '--payload', 'no.json'], 'no.json holds no JSON.'],
  ])('refuses %j', async (argv, message) => {
    const { world, account } = await terminalOf('orders')
    const { code, err } = await holdfast(world, 'test-restore', ...argv)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
    expect(functionsIn(account)).toEqual(['orders'])
  })

  test('stopped by its user removes what it made, and does not count as a test', async () => {
    const { account, world } = await terminalOf('a', 'b')
    const stop = new AbortController()
    account.lambda.onWrite = (operation) => {
      if (operation === 'CreateFunction') stop.abort()
    }
    const { code } = await holdfast(
      { ...world, interruption: { claim: () => stop.signal } },
      'test-restore',
      '--sample',
      '2',
    )
    expect(code).toBe(1)
    expect(functionsIn(account)).toEqual(['a', 'b'])
    expect([...account.store.objects.keys()].filter((key) => key.startsWith('tests/latest/'))).toEqual([])
  })
})
