import { beforeAll, describe, expect, test } from '@jest/globals'
import { fakeWorld, holdfast } from './terminal.ts'
import { SECRET, filledVault, sampleVault } from './sample-vault.ts'

let world: ReturnType<typeof fakeWorld>
let ids: readonly string[]

beforeAll(async () => {
  const filled = await filledVault()
  world = fakeWorld(filled.store)
  ids = filled.ids
})

describe('holdfast diff', () => {
  test('compares the two newest points of a function: settings, and files inside the package', async () => {
    const { out, code } = await holdfast(world, 'diff', 'orders')
    expect(code).toBe(0)
    expect(out).toContain(`before  orders (eu-west-1), 2026-11-20 10:00:00Z, ${ids[0]}`)
    expect(out).toContain('~ configuration.Timeout: 3 -> 10\n')
    expect(out).toContain('~ versions.1.configuration.Timeout: 3 -> 10\n')
    expect(out).toContain(
      [
        'files in code',
        '~ .env  21 B -> 25 B  (hidden; --show-secrets shows it)',
        '~ index.mjs  15 B -> 15 B',
        '    @@ -1,3 +1,3 @@',
        '     first',
        '    -one',
        '    +two',
        '     last',
        '- one.txt  3 B',
        '+ two.txt  3 B',
      ].join('\n'),
    )
  })

  test('compares any two points, in the order in which they are named', async () => {
    const printed = await holdfast(world, 'diff', ids[1] ?? '', (ids[0] ?? '').slice(0, 8), '--json')
    expect(printed.json()).toMatchObject({
      ok: true,
      same: false,
      before: { id: ids[1] },
      after: { id: ids[0] },
    })
    expect(printed.json()['changes']).toContainEqual({ path: 'configuration.Timeout', before: 10, after: 3 })
  })

  test.each([
    ['text', []],
    ['JSON', ['--json']],
  ])('shows in its %s that an environment value differs, but not how', async (_what, options) => {
    const { out } = await holdfast(world, 'diff', 'orders', ...options)
    expect(out).toContain('configuration.Environment.Variables.TOKEN')
    expect(out).not.toContain(SECRET)
  })

  test('shows environment values and files when asked to', async () => {
    const { out } = await holdfast(world, 'diff', 'orders', '--show-secrets')
    expect(out).toContain(`configuration.Environment.Variables.TOKEN: "${SECRET}" -> "${SECRET}-new"`)
    expect(out).toContain(`    -TOKEN=${SECRET}\n    +TOKEN=${SECRET}-new\n`)
  })

  test('hides the environment of a version that was added as a whole', async () => {
    const { store, put } = await sampleVault()
    const configuration = { Environment: { Variables: { TOKEN: SECRET } } }
    await put({ at: '2026-11-20T10:00:00.000Z', content: { versions: [] } })
    await put({ at: '2026-11-20T11:00:00.000Z', content: { versions: [{ version: '1', configuration }] } })
    const { out } = await holdfast(fakeWorld(store), 'diff', 'orders')
    expect(out).toContain(
      '+ versions.1: {"version":"1","configuration":{"Environment":{"Variables":{"TOKEN":"***"}}}}',
    )
  })

  test('says so when nothing differs', async () => {
    const { out, code } = await holdfast(world, 'diff', ids[0] ?? '', ids[0] ?? '')
    expect(code).toBe(0)
    expect(out).toContain('No difference.')
  })

  test('names the parts that one of the points could not read', async () => {
    const { out } = await holdfast(world, 'diff', 'orders', 'mailer')
    expect(out).toMatch(/after +mailer .*, not read: policy\n/)
  })

  test('needs two points', async () => {
    const { err, code } = await holdfast(world, 'diff', 'mailer')
    expect(code).toBe(4)
    expect(err).toContain('There is no recovery point before mailer to compare with.')
  })

  test('refuses the record of a deletion, which holds nothing', async () => {
    const { err, code } = await holdfast(world, 'diff', 'old', 'orders')
    expect(code).toBe(2)
    expect(err).toContain('old is the record that old was deleted')
  })

  test('ends with 6 when a package is missing from the vault', async () => {
    const { store } = await filledVault()
    for (const key of store.objects.keys()) if (key.startsWith('blobs/')) store.objects.delete(key)
    const { err, code } = await holdfast(fakeWorld(store), 'diff', 'orders')
    expect(code).toBe(6)
    expect(err).toContain('holdfast verify --read-data')
  })
})
