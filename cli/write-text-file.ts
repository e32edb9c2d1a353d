import { writeFile } from 'node:fs/promises'
import { CommandError } from './command-error.ts'

/** Writes a file that an option names. @throws CommandError when it cannot be written */
export async function writeTextFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const advice = 'Name a file in a folder that exists and that you may write to.'
    throw new CommandError(
      { what: `${file} cannot be written: ${reason}.`, advice, ending: 'usage' },
      { cause: error },
    )
  }
}
