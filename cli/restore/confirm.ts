import type { Session } from '../session.ts'

/** Shows what will be done on stderr, and asks. @returns whether the person at the terminal said yes */
export async function confirm({ world }: Session, shown: string, question: string): Promise<boolean> {
  if (world.ask === undefined) return false
  world.stderr.write(`${shown}\n\n`)
  return await world.ask(question)
}
