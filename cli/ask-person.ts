import { createInterface } from 'node:readline/promises'

/**
 * Asks whoever sits at the terminal, who must say yes. An end of the input is a no; Ctrl-C stays the process's own, for
 * the lines are read as the terminal gives them.
 */
export async function askPerson(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  question: string,
): Promise<boolean> {
  const lines = createInterface({ input, output, terminal: false })
  try {
    const closed = new Promise<string>((resolve) => {
      lines.once('close', () => resolve(''))
    })
    const answer = await Promise.race([lines.question(`${question} [y/N] `), closed])
    return /^y(?:es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}
