/** How a command can end. The numbers are an API: scripts match them, docs/cli.md lists them. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  partly: 3,
  nothingFound: 4,
  refused: 5,
  integrity: 6,
} as const

export type Ending = keyof typeof EXIT_CODES

/** What each ending means, in the words of --help. */
export const MEANINGS: Readonly<Record<Ending, string>> = {
  done: 'done',
  failed: 'failed',
  usage: 'usage: the command was called wrongly, or a setting is missing',
  partly: 'partly done: some resources failed or have gaps',
  nothingFound: 'nothing found',
  refused: 'refused: a conflict, a lock, a permission or a policy',
  integrity: 'integrity: bytes in the vault are missing, or are not what their name says',
}

/** The endings as a block of help text. */
export function exitCodeHelp(): string {
  const lines = Object.entries(EXIT_CODES).map(([ending, code]) => `  ${code}  ${MEANINGS[ending as Ending]}`)
  return `Exit codes:\n${lines.join('\n')}`
}
