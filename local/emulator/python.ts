import { run } from '../run.ts'

/** Names under which Python 3 is installed, best first. */
const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']

const ASK_VERSION = 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 10))'

/** A Python that can run the emulator. */
export interface Python {
  readonly command: string
  /** `3.11`. */
  readonly version: string
}

/** The first Python >= 3.10 (what the emulator asks for) on the caller's PATH; `undefined` when there is none. */
export async function findPython(): Promise<Python | undefined> {
  for (const command of NAMES) {
    const version = await versionOf(command)
    if (version !== undefined) return { command, version }
  }
  return undefined
}

async function versionOf(command: string): Promise<string | undefined> {
  try {
    return (await run(command, ['-c', ASK_VERSION])).trim()
  } catch {
    return undefined // not installed under this name, or too old: the next name is tried
  }
}
