import type { Stage } from './stage.ts'

/** Nobody else uses the quotas of this account. */
export const QUICKLY = ['--quota-share', '1'] as const

/**
 * Runs `holdfast` in a process of its own, as an operator does, and tells what it prints at the end.
 *
 * @throws Error with what it printed on stderr when it does not end with 0
 */
export async function holdfast(
  stage: Pick<Stage, 'cli' | 'say'>,
  ...words: readonly string[]
): Promise<void> {
  stage.say(`$ holdfast ${words.join(' ')}`)
  const { code, out, err } = await stage.cli.run(...words, ...QUICKLY)
  if (code !== 0) throw new Error(`holdfast ${words.join(' ')} ended with ${code}:\n${err}${out}`)
  for (const line of out.split('\n').filter((one) => one.trim() !== '')) stage.say(`  | ${line}`)
}
