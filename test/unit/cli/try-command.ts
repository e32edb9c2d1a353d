import { readFileSync } from 'node:fs'
import { fakeWorld, holdfast } from './terminal.ts'

/** The plans of this repository: any command takes them. */
const PLANS = readFileSync(new URL('../../../holdfast.yml', import.meta.url), 'utf8')

/** Commands that find the vault of the deployment by themselves. */
const OF_STACK = ['doctor', 'dead-letters', 'zones']

/** Those, and the audit, which looks at roles and trails of the deployment as well. */
const NEEDS_STACK = [...OF_STACK, 'audit']

/**
 * Types a command that people are told to type, in a world with an empty vault, no AWS and nothing in its environment.
 *
 * @returns what is wrong with the command itself, not what comes of it here
 */
export async function problemOf(command: string): Promise<string | undefined> {
  const words = wordsOf(command)
  if (words === undefined) return `no shell takes it: ${command}`
  const [program, ...argv] = words
  if (program === 'aws') return argv.length >= 2 ? undefined : `no call of AWS: ${command}`
  if (program !== 'holdfast') return `unknown program: ${command}`
  const missing = NEEDS_STACK.includes(argv[0] ?? '') ? ['--stack', '--hub'] : []
  const needed = OF_STACK.includes(argv[0] ?? '') ? missing : [...missing, '--vault']
  const absent = needed.filter((option) => !argv.includes(option))
  if (absent.length > 0) return `names no ${absent.join(', ')}: ${command}`
  const { code, err } = await holdfast(silentWorld(), ...argv)
  return code === 2 ? `${err.split('\n')[0]}: ${command}` : undefined
}

/** Commands that a text names in backticks. */
export function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/`((?:npx |aws |holdfast )[^`]+)`/g)].map(([, command = '']) => command)
}

function silentWorld() {
  return {
    ...fakeWorld(),
    env: {},
    ask: () => Promise.resolve(false),
    readFile: () => Promise.resolve(PLANS),
  }
}

/** The words of a line as a shell takes it; `undefined` where it would do more than start one program. */
export function wordsOf(line: string): readonly string[] | undefined {
  const words = line.match(/(?:'[^']*'|\\'|"(?:\$\([^()]*\)|[^"$`])*"|[\w@%+=:,./-])+|\S/g) ?? []
  if (words.some((word) => /^[^\w@%+=:,./'"\\-]$/.test(word))) return undefined
  return words.map((word) =>
    word.replaceAll(
      /'([^']*)'|"([^"]*)"|\\'/g,
      (all: string, single?: string, double?: string) => single ?? double ?? all.slice(1),
    ),
  )
}
