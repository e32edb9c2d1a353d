import { createHash } from 'node:crypto'
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LocalError } from '../local-error.ts'
import { CACHE, EMULATOR_REQUIREMENTS } from '../places.ts'
import { ProgramFailedError, run } from '../run.ts'
import type { Python } from './python.ts'

/**
 * The emulator in its own virtual environment under .cache/, installed at the first use and again whenever its
 * requirements or the Python change.
 *
 * @param report told when something slow begins
 * @returns the environment's own Python
 * @throws LocalError that says what to install
 */
export async function installEmulator(python: Python, report: (line: string) => void): Promise<string> {
  const requirements = await readFile(EMULATOR_REQUIREMENTS)
  const version = createHash('sha256').update(python.version).update(requirements).digest('hex').slice(0, 12)
  const home = join(CACHE, `emulator-${version}`)
  const command = join('bin', 'python')
  if (!(await exists(join(home, command)))) {
    report('installing the emulator (once)')
    await installInto(home, python)
  }
  return join(home, command)
}

/** Builds beside its place and moves it there, so that an interrupted installation is never taken for a whole one. */
async function installInto(home: string, python: Python): Promise<void> {
  const unfinished = `${home}.${process.pid}`
  await mkdir(CACHE, { recursive: true })
  try {
    await createEnvironment(python, unfinished)
    await installRequirements(join(unfinished, 'bin', 'python'))
    await rename(unfinished, home)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    if (!(await exists(home))) throw error
  }
}

async function createEnvironment(python: Python, directory: string): Promise<void> {
  try {
    await run(python.command, ['-m', 'venv', directory])
  } catch (cause) {
    throw new LocalError(
      `${python.command} cannot make a virtual environment. On Debian and Ubuntu: ` +
        `\`sudo apt-get install python${python.version}-venv\`; elsewhere install Python from python.org.`,
      { cause },
    )
  }
}

async function installRequirements(python: string): Promise<void> {
  const options = ['--quiet', '--disable-pip-version-check', '--no-input', '--requirement']
  try {
    await run(python, ['-m', 'pip', 'install', ...options, EMULATOR_REQUIREMENTS])
  } catch (cause) {
    throw new LocalError(
      `pip could not install local/emulator-requirements.txt; is the Python package index reachable? ${lastLine(cause)}`,
      { cause },
    )
  }
}

function lastLine(error: unknown): string {
  const said = error instanceof ProgramFailedError ? error.stderr : String(error)
  return said.trim().split('\n').at(-1) ?? ''
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
