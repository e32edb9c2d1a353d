import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from '@jest/globals'
import { documentCommands } from '../../fixtures/document-commands.ts'

const run = promisify(execFile)
const vault = (name: string) => fileURLToPath(new URL(`../../fixtures/vaults/${name}`, import.meta.url))
const root = await mkdtemp(join(tmpdir(), 'holdfast-by-hand-'))
afterAll(async () => await rm(root, { recursive: true }))

/** Follows the document in an empty directory, with these variables set beforehand. */
async function follow(variables: Readonly<Record<string, string>>) {
  const cwd = await mkdtemp(join(root, 'work-'))
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', VAULT: vault('good'), ...variables }
  const commands = await documentCommands('directory')
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', commands], { cwd, env })
  return { stdout, file: async (name: string) => await readFile(join(cwd, name), 'utf8') }
}

describe('whoever follows docs/vault-format.md with a shell', () => {
  test('restores the newest code and configuration of a function', async () => {
    const { stdout, file } = await follow({})
    expect(await file('code/index.mjs')).toBe("export const handler = async () => 'hello again'\n")
    expect(JSON.parse(await file('configuration.json'))).toMatchObject({
      FunctionName: 'hello',
      Runtime: 'nodejs24.x',
      Environment: { Variables: { GREETING: 'hello' } },
    })
    expect(stdout).toMatch(/^blobs\/[0-9a-f]{64}: OK$/m)
    expect(stdout.match(/^2026010[12]T100000Z-[0-9a-f]{16}\.json$/gm)).toHaveLength(2)
  })

  test('restores an older point when it is named', async () => {
    const MANIFEST = 'points/123456789012/eu-west-1/function/hello/20260101T100000Z-e56d48aaa60758f9.json'
    const { file } = await follow({ MANIFEST })
    expect(await file('code/index.mjs')).toBe("export const handler = async () => 'hello'\n")
  })

  test('restores a function that was deleted', async () => {
    const { file } = await follow({ NAME: 'gone' })
    expect(await file('code/index.mjs')).toBe("export const handler = async () => 'hello'\n")
  })

  test('gets the layers of a function', async () => {
    const { stdout } = await follow({ NAME: 'report' })
    expect(stdout.match(/: OK$/gm)).toHaveLength(2)
    expect(stdout).toContain('"arn": "arn:aws:lambda:eu-west-1:123456789012:layer:shared:1"')
  })

  test('finds the functions that had to do with a source', async () => {
    expect((await follow({})).stdout).toMatch(/^hello\.json$/m)
    const { stdout } = await follow({ SOURCE: 'arn:aws:sns:eu-west-1:123456789012:other' })
    expect(stdout).toMatch(/^no function$/m)
  })

  test.each([
    ['a corrupt blob', 'blob-corrupt', 'report'],
    ['a missing blob', 'blob-missing', 'report'],
    ['a pointer to nothing', 'pointer-to-nothing', 'hello'],
    ['a newer format', 'newer-format', 'hello'],
  ])('is stopped by %s', async (_what, name, NAME) => {
    await expect(follow({ VAULT: vault(name), NAME })).rejects.toMatchObject({ code: 1 })
  })
})
