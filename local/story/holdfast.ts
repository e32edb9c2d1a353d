import type { Stage } from './stage.ts'

type Teller = Pick<Stage, 'cli' | 'say'>

/**
 * Runs `holdfast restore` in a process of its own, as an operator does, and tells what it prints at the end.
 *
 * @throws Error with what it printed on stderr when it does not end with 0
 */
export async function restoreWithCli({ cli, say }: Teller, ...words: readonly string[]): Promise<void> {
  say(`$ holdfast restore ${words.join(' ')}`)
  const { code, out, err } = await cli.run('restore', ...words, ...QUICKLY)
  if (code !== 0) throw new Error(`holdfast restore ended with ${code}:\n${err}${out}`)
  for (const line of out.split('\n').filter((one) => one.trim() !== '')) say(`  | ${line}`)
}

/** Nobody else uses the quotas of this account. */
export const QUICKLY = ['--yes', '--quota-share', '1'] as const
