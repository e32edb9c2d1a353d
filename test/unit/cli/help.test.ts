import { readFile, readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { beforeAll, expect, test } from '@jest/globals'
import { sampleVault } from './sample-vault.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const ROOT = new URL('../../../', import.meta.url)

let documented: string
let commands: readonly string[]
beforeAll(async () => {
  documented = await readFile(new URL('docs/cli.md', ROOT), 'utf8')
  const files = await readdir(new URL('cli/commands/', ROOT))
  commands = [
    ...files.map((file) => basename(file, '.ts')),
    'runs show',
    'plan check',
    'plan explain',
    ...['list', 'show', 'redrive', 'drop'].map((name) => `dead-letters ${name}`),
  ]
})

test('the help of every command is in docs/cli.md as it is printed', async () => {
  const world = fakeWorld((await sampleVault()).store)
  for (const command of commands) {
    const { out, code } = await holdfast(world, ...command.split(' '), '--help')
    expect(code).toBe(0)
    expect(documented).toContain(out.slice(0, out.indexOf('\nGlobal Options')).trimEnd())
  }
})

test('the options of every command and the variables of the environment are in docs/cli.md as they are printed', async () => {
  const { out } = await holdfast(fakeWorld(), '--help')
  for (const [from, to] of [
    ['\nOptions:', '\nCommands:'],
    ['\nEnvironment:', '\nExit codes:'],
  ] as const) {
    expect(documented).toContain(out.slice(out.indexOf(from), out.indexOf(to)).trim())
  }
})
