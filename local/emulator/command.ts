import { basename, dirname } from 'node:path'
import { LocalError } from '../local-error.ts'
import { EMULATOR_LAUNCHER } from '../places.ts'
import { run } from '../run.ts'
import { installEmulator } from './install.ts'
import { findPython } from './python.ts'

/** The image of the version that emulator-requirements.txt pins. */
const IMAGE = 'ministackorg/ministack:1.4.21'
const IN_CONTAINER = '/holdfast'

/** How to start the emulator here. */
export interface EmulatorCommand {
  readonly program: string
  readonly arguments: readonly string[]
}

const NOTHING_FOUND = `Holdfast runs AWS on this machine in an emulator, which needs one of:
  - Python 3.10 or newer, with venv    macOS: brew install python3
                                       Debian, Ubuntu: sudo apt-get install python3 python3-venv
                                       Windows: use WSL
  - a running Docker engine            https://docs.docker.com/get-docker/
Install one of them, and start again.`

/**
 * The emulator in its own Python environment; where there is no Python, in Docker.
 *
 * @throws LocalError that says exactly what to install
 */
export async function findEmulator(
  environment: Readonly<Record<string, string>>,
  report: (line: string) => void,
): Promise<EmulatorCommand> {
  const python = await findPython()
  if (python) return { program: await installEmulator(python, report), arguments: [EMULATOR_LAUNCHER] }
  if (!(await dockerAnswers())) throw new LocalError(NOTHING_FOUND)
  report(`no Python 3.10 or newer: using Docker (${IMAGE})`)
  return { program: 'docker', arguments: dockerArguments(environment) }
}

async function dockerAnswers(): Promise<boolean> {
  return run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 10_000 }).then(
    () => true,
    () => false,
  )
}

/** The host's network, because the gateway, on the host's loopback, must be reached from inside. */
function dockerArguments(environment: Readonly<Record<string, string>>): string[] {
  const own = { ...environment, PYTHONPATH: '/opt/ministack', HOME: '/tmp', TMPDIR: '/tmp' }
  const variables = Object.entries(own).filter(([name]) => name !== 'PATH' && name !== 'EMULATOR_DIRECTORY')
  const mount = `${dirname(EMULATOR_LAUNCHER)}:${IN_CONTAINER}:ro`
  const launcher = `${IN_CONTAINER}/${basename(EMULATOR_LAUNCHER)}`
  const options = ['--rm', '--interactive', '--init', '--network', 'host', '--volume', mount]
  const settings = variables.flatMap(([name, value]) => ['--env', `${name}=${value}`])
  return ['run', ...options, ...settings, '--entrypoint', 'python', IMAGE, launcher]
}
