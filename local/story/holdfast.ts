import type { Stage } from './stage.ts'

/** Nobody else uses the quotas of this account. */
export const QUICKLY = ['--quota-share', '1'] as const

type Operator = Pick<Stage, 'cli' | 'say'>

/**
 * Runs `holdfast` in a process of its own, as an operator does, as fast as the quotas of AWS let it, and tells what it
 * prints at the end.
 *
 * @throws Error with what it printed on stderr when it does not end with 0
 */
export async function holdfast(stage: Operator, ...words: readonly string[]): Promise<void> {
  await command(stage, words, { more: QUICKLY })
}

/**
 * Runs a command of `holdfast` that has no quotas to share, and tells what it prints at the end.
 *
 * @param code which it must end with
 * @returns what it printed
 * @throws Error with what it printed on stderr when it ends otherwise
 */
export async function command(
  stage: Operator,
  words: readonly string[],
  { code: wanted = 0, more = [] }: { readonly code?: number; readonly more?: readonly string[] } = {},
): Promise<string> {
  stage.say(`$ holdfast ${words.map(quoted).join(' ')}`)
  const { code, out, err } = await stage.cli.run(...words, ...more)
  if (code !== wanted)
    throw new Error(`holdfast ${words.join(' ')} ended with ${code}, not ${wanted}:\n${err}${out}`)
  const printed = out.trim() === '' ? err : out
  for (const line of printed.split('\n').filter((one) => one.trim() !== '')) stage.say(`  | ${line}`)
  return printed
}

/** As it would be typed. */
function quoted(word: string): string {
  return word.includes(' ') ? `'${word}'` : word
}
