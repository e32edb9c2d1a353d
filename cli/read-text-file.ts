import { readFile } from 'node:fs/promises'
import { CommandError } from './command-error.ts'

/** The text of a file that an option names. @throws CommandError when it cannot be read */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new CommandError(
      { what: `The file ${path} cannot be read: ${code}.`, advice: 'Check its name.', ending: 'usage' },
      { cause },
    )
  }
}
