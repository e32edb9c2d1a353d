import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BUILD = fileURLToPath(new URL('../../../local/build-cli.ts', import.meta.url))

/** Milliseconds for a build on a busy machine; it takes two seconds on a quiet one. */
const TIMEOUT = 60_000

jest.setTimeout(TIMEOUT)

/** Makes Node claim to be an old one. */
const AGING =
  'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-bundle-'))
  // Outside a package Node takes .js for CommonJS; the checkout's package.json says otherwise, and so does this.
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  const built = await node(BUILD, folder)
  if (built.code !== 0) throw new Error(built.err)
}, TIMEOUT)
afterAll(async () => {
  await rm(folder, { recursive: true })
})

function node(...args: readonly string[]) {
  return runFile(process.execPath, ...args)
}

function runFile(
  file: string,
  ...args: readonly string[]
): Promise<{ code: unknown; out: string; err: string }> {
  const env = { PATH: process.env['PATH'] ?? '' }
  return new Promise((resolve) => {
    execFile(file, args, { env }, (error, out, err) => resolve({ code: error?.code ?? 0, out, err }))
  })
}

describe('the built command line', () => {
  test('runs by itself, far from node_modules', async () => {
    const { out, err, code } = await node(join(folder, 'holdfast.js'), '--help')
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(out).toContain('Usage: holdfast')
  })

  test('opens a vault in a directory', async () => {
    const vault = `file://${join(folder, 'none')}`
    const { out, code } = await node(join(folder, 'holdfast.js'), 'list', '--json', '--vault', vault)
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { name: 'VaultUnavailableError' } })
  })

  test('keeps the exit code of a failure that nobody reads', async () => {
    const vault = `file://${join(folder, 'none')}`
    const args = [join(folder, 'holdfast.js'), 'list', '--json', '--vault', vault]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    child.stdout.destroy()
    expect(await once(child, 'exit')).toEqual([1, null])
  })

  const onFullDisk = process.platform === 'linux' ? test : test.skip
  onFullDisk.each(['--help', '--version'])('says in two lines that %s could not be written', async (word) => {
    const line = 'exec "$0" "$@" > /dev/full'
    const printed = await runFile('sh', '-c', line, process.execPath, join(folder, 'holdfast.js'), word)
    expect(printed).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^holdfast: The output could not be written: ENOSPC.*\n.*output is missing.*\n$/,
      ),
    })
  })

  test('says which Node it needs when this one is too old', async () => {
    const door = join(folder, 'holdfast.js')
    const { err, code } = await node('--import', `data:text/javascript,${encodeURIComponent(AGING)}`, door)
    expect(code).toBe(1)
    expect(err).toContain('This is Node 20.20.2; Node 24 or newer is needed.')
  })
})
