import { readFileSync, readdirSync } from 'node:fs'
import { CommanderError } from 'commander'
import { describe, expect, test } from '@jest/globals'
import { buildProgram } from '../../../cli/program.ts'
import { fakeWorld } from './terminal.ts'
import { wordsOf } from './try-command.ts'

const ROOT = new URL('../../../', import.meta.url)
const PAGES = ['README.md', ...readdirSync(new URL('docs/', ROOT)).flatMap(pageOf)]

/** What commander says of a command that prose names without all that it wants. */
const UNFINISHED = [
  'commander.missingArgument',
  'commander.optionMissingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.help',
]

describe.each(PAGES)('the commands that %s names', (page) => {
  const text = readFileSync(new URL(page, ROOT), 'utf8')

  test('can be typed as they stand', async () => {
    const lines = [...text.matchAll(/^```(?:bash|sh)\n(.*?)^```/gms)].flatMap(([, block = '']) =>
      block.split('\n').filter((line) => /\bholdfast (?!\/)/.test(line) && !line.startsWith('export ')),
    )
    expect(await problemsOf(lines, [])).toEqual([])
  })

  test('in its sentences are commands with options that there are', async () => {
    const spans = [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)]
    const lines = spans.map(([, span = '']) => span).filter((span) => /^(?:npx )?holdfast \S/.test(span))
    expect(await problemsOf(lines, UNFINISHED)).toEqual([])
  })
})

test.each(['npx holdfast bakup', 'npx holdfast list --limt 3', 'holdfast dead-letters show log-delivery'])(
  'what nobody can type is found: %s',
  async (line) => {
    expect(await problemsOf([line], UNFINISHED)).toEqual([expect.stringContaining(line)])
  },
)

function pageOf(file: string): readonly string[] {
  return file.endsWith('.md') ? [`docs/${file}`] : []
}

async function problemsOf(lines: readonly string[], allowed: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(lines.map((line) => problemOf(line, allowed)))
  return found.filter((one) => one !== undefined)
}

/** What the real program says of a line; nothing is done but read its words. */
async function problemOf(line: string, allowed: readonly string[]): Promise<string | undefined> {
  const words = wordsOf(typed(line))
  if (words === undefined) return `no shell takes it: ${line}`
  const argv = words.slice(words.indexOf('holdfast') + 1)
  if (/^dead-letters show [^-]*[^\da-f -]/.test(argv.join(' '))) return `no id of a letter: ${line}`
  try {
    await buildProgram(fakeWorld(), () => Promise.resolve()).parseAsync(argv, { from: 'user' })
    return undefined
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return allowed.includes(error.code) ? undefined : `${error.message}: ${line}`
  }
}

/** The part of a line that is the call itself, with something in the place of what a reader puts in. */
function typed(line: string): string {
  return line
    .replace(/ +#.*$/, '')
    .replaceAll('<restore id>', 'restore-20261121T101500Z-1f3c')
    .replaceAll(/<[\w ]+>/g, '0123abcd')
    .replace(/ [|>] .*$/, '')
    .replace('tag:...', 'tag:KEY=VALUE')
    .replace(/ --keep-\.\.\.$/, '')
}
