import { readFile } from 'node:fs/promises'
import { CommandError } from './command-error.ts'

/** The text of a file that may be there. @throws CommandError when it is there and cannot be read */
export async function findTextFile(path: string): Promise<string | undefined> {
  try {
    return await readTextFile(path)
  } catch (error) {
    const isMissing =
      error instanceof CommandError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
    if (isMissing) return undefined
    throw error
  }
}

/** The text of a file that an option names. @throws CommandError when it cannot be read */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw unreadFile(path, cause)
  }
}

/** Why a file cannot be read. @param cause what the operating system said */
export function unreadFile(path: string, cause: unknown): CommandError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException
  const what = `The file ${path} cannot be read: ${code}.`
  const isDenied = code === 'EACCES' || code === 'EPERM'
  return new CommandError(
    isDenied
      ? { what, advice: 'Let the user who runs this read it (`ls -l`, `chmod`).', ending: 'refused' }
      : { what, advice: 'Check its name.', ending: 'usage' },
    { cause },
  )
}
