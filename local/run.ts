import type { ExecFileOptions } from 'node:child_process'
import { execFile } from 'node:child_process'

/** A program that ended badly, with what it said. */
export class ProgramFailedError extends Error {
  override readonly name = 'ProgramFailedError'
  readonly stderr: string

  constructor(program: string, stderr: string, cause: unknown) {
    super(`${program} failed: ${stderr.trim()}`, { cause })
    this.stderr = stderr
  }
}

/**
 * Runs a program to its end; it ends with this process at the latest.
 *
 * @returns what it printed
 * @throws ProgramFailedError
 */
export async function run(
  program: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { ...options, encoding: 'utf8' }, (error, stdout, stderr) => {
      process.off('exit', kill)
      if (error) reject(new ProgramFailedError(program, stderr, error))
      else resolve(stdout)
    })
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
  })
}
