import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { explain } from '../../../cli/explain.ts'
import { writeExport } from '../../../cli/write-export.ts'
import { ORDERS, SECRET, filledVault, sampleVault } from './sample-vault.ts'
import { fakeWorld, holdfast } from './terminal.ts'

let folder: string
let world: ReturnType<typeof fakeWorld>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-export-'))
  world = fakeWorld((await filledVault()).store)
})
afterEach(() => rm(folder, { recursive: true }))

async function filesIn(place: string): Promise<readonly string[]> {
  const found = await readdir(place, { recursive: true, withFileTypes: true })
  const files = found.filter((one) => one.isFile())
  return files.map((one) => join(one.parentPath, one.name).slice(place.length + 1)).toSorted()
}

describe('holdfast export', () => {
  test('writes a template, its packages and a page into a folder that only its owner can read', async () => {
    const out = join(folder, 'orders')
    const printed = await holdfast(world, 'export', 'orders', '--out', out)
    expect(printed.code).toBe(0)
    expect(printed.out).toContain(`1 function written to ${out}`)
    const [readMe, code = '', template = ''] = await filesIn(out)
    expect([readMe, code, template]).toEqual([
      'README.md',
      expect.stringMatching(/^code-.*\.zip$/),
      'template.yaml',
    ])
    expect((await readFile(join(out, code))).subarray(0, 2).toString()).toBe('PK')
    expect((await stat(join(out, template))).mode & 0o077).toBe(0)
    expect(await readdir(folder)).toEqual(['orders'])
  })

  test.each(['cloudformation', 'sam', 'terraform', 'zip'])(
    'writes no environment value as %s unless asked',
    async (format) => {
      const read = async (name: string, ...options: readonly string[]) => {
        const out = join(folder, name)
        await holdfast(world, 'export', 'orders', '--format', format, '--out', out, ...options)
        const texts = (await filesIn(out)).filter((file) => !file.endsWith('.zip'))
        return (await Promise.all(texts.map((file) => readFile(join(out, file), 'utf8')))).join('\n')
      }
      expect(await read('hidden')).not.toContain(SECRET)
      expect(await read('shown', '--show-secrets')).toContain(`${SECRET}-new`)
    },
  )

  test.each(['x', 'x/y'])('says that it cannot write below a file: %s', async (below) => {
    await writeFile(join(folder, 'file'), '')
    const out = join(folder, 'file', below)
    const { err, code } = await holdfast(world, 'export', 'orders', '--out', out)
    expect(code).toBe(2)
    expect(err).toMatch(/^holdfast: .*file\/x.* cannot be written: ENOTDIR.*\nName a folder with --out/)
  })

  const onLinux = process.platform === 'linux' ? test : test.skip
  onLinux('says that a disk is full as that, and not as a place that may not be written to', async () => {
    const partial = join(folder, 'partial')
    const full = { path: relative(partial, '/dev/full'), content: { text: 'x' } }
    const { vault } = await sampleVault()
    const error: unknown = await writeExport(vault, [full], { folder: join(folder, 'out'), partial }).catch(
      (reason: unknown) => reason,
    )
    expect(explain(error)).toMatchObject({
      what: expect.stringMatching(/\/out cannot be written: ENOSPC/),
      advice: 'Make room there, and try again.',
      ending: 'failed',
    })
  })

  test('writes the last state of a function that was deleted, and an older state of one', async () => {
    const deleted = await holdfast(world, 'export', 'old', '--json', '--out', join(folder, 'old'))
    expect(deleted.json()).toMatchObject({ ok: true, functions: [{ resource: { name: 'old' } }] })
    const older = ['export', 'orders', '--at', '2026-11-20', '--out', join(folder, 'older')]
    await holdfast(world, ...older)
    expect(await readFile(join(folder, 'older/template.yaml'), 'utf8')).toContain('Timeout: 3\n')
  })

  test('ends with 3 and says so when the point has gaps', async () => {
    const printed = await holdfast(world, 'export', 'mailer', '--out', join(folder, 'mailer'))
    expect(printed.code).toBe(3)
    expect(printed.out).toContain('not brought back: policy is missing from the point (access-denied).')
  })

  test('writes all that are selected, each into a folder of its own', async () => {
    const { store, put } = await sampleVault()
    const at = '2026-11-20T10:00:00.000Z'
    await put({ at, content: { tags: { team: 'a' } } })
    await put({ at, resource: { ...ORDERS, name: 'orders-old' }, content: { tags: { team: 'b' } } })
    await put({ at, resource: { ...ORDERS, zone: 'us-east-1' }, content: { tags: { team: 'a' } } })
    const select = async (...selectors: readonly string[]) => {
      const out = join(folder, selectors.join().replaceAll(/\W/g, '-'))
      const options = selectors.flatMap((one) => ['--select', one])
      const { json } = await holdfast(fakeWorld(store), 'export', ...options, '--out', out, '--json')
      const { functions } = json() as { functions: { resource: { zone: string; name: string } }[] }
      return functions.map(({ resource: { zone, name } }) => `${zone} ${name}`)
    }
    expect(await select('tag:team=a')).toEqual(['eu-west-1 orders', 'us-east-1 orders'])
    expect(await select('name=orders-*')).toEqual(['eu-west-1 orders-old'])
    expect(await select('tag:team=a', 'zone=us-east-1')).toEqual(['us-east-1 orders'])
    expect(await select('name=nobody')).toEqual([])
    expect(await filesIn(join(folder, 'tag-team-a-zone-us-east-1'))).toContain(
      '111122223333/us-east-1/function/orders/template.yaml',
    )
  })

  test('leaves alone a folder that has something in it', async () => {
    await writeFile(join(folder, 'mine.txt'), 'mine')
    const { code, err } = await holdfast(world, 'export', 'orders', '--out', folder)
    expect(code).toBe(5)
    expect(err).toContain('is not empty')
    expect(await readdir(folder)).toEqual(['mine.txt'])
  })

  test('leaves nothing behind when a package is damaged, and ends with 6', async () => {
    const { store, put } = await sampleVault()
    await put({ at: '2026-11-20T10:00:00.000Z' })
    const key = [...store.objects.keys()].find((name) => name.startsWith('blobs/')) ?? ''
    store.objects.set(key, { ...store.objects.get(key)!, bytes: Buffer.from('x') })
    const { code } = await holdfast(fakeWorld(store), 'export', 'orders', '--out', join(folder, 'out'))
    expect(code).toBe(6)
    expect(await readdir(folder)).toEqual([])
  })

  test.each([
    [['orders', '--select', 'zone=eu-west-1'], 'Either one function or --select must be given.'],
    [[], 'Either one function or --select must be given.'],
    [['--select', 'colour=red'], 'tag:KEY=VALUE'],
    [['orders', '--format', 'pulumi'], 'cloudformation, sam, terraform, zip'],
  ])('is called wrongly with %j', async (options, message) => {
    const { code, err } = await holdfast(world, 'export', ...options, '--out', join(folder, 'x'))
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})
