import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EmulatorCommand } from './emulator/command.ts'
import { findEmulator } from './emulator/command.ts'
import { emulatorEnvironment } from './emulator/environment.ts'
import type { EmulatorProcess } from './emulator/process.ts'
import { endProcess, untilHealthy } from './emulator/process.ts'
import { CACHE, EMULATOR_LOG } from './places.ts'

/** An emulator that runs. */
export interface Emulator {
  /** Its own address. Everybody but the gateway uses the gateway's. */
  readonly url: URL
  /** Ends it and every Lambda worker that it started, and removes its files. */
  stop(): Promise<void>
}

/**
 * Finds or installs the emulator and starts it on a free loopback port. It ends with `stop`, and also when this
 * process ends in any other way: it lives only as long as its standard input is open.
 *
 * @param gateway the address that it hands out as its own
 * @param report told when something slow begins
 * @param pauses share of the pauses before a repetition that really passes
 * @throws LocalError when it cannot be found, installed or started
 */
export async function startEmulator(
  gateway: URL,
  report: (line: string) => void,
  pauses = 1,
): Promise<Emulator> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-emulator-'))
  const environment = emulatorEnvironment(gateway, directory, pauses)
  try {
    const child = await launch(await findEmulator(environment, report), environment)
    const url = await untilHealthy(child)
    return {
      url,
      async stop() {
        await endProcess(child)
        await rm(directory, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(directory, { recursive: true, force: true })
    throw error
  }
}

async function launch(
  { program, arguments: args }: EmulatorCommand,
  environment: Record<string, string>,
): Promise<EmulatorProcess> {
  await mkdir(CACHE, { recursive: true })
  await rm(EMULATOR_LOG, { force: true })
  const log = await open(EMULATOR_LOG, 'a')
  try {
    const env = program === 'docker' ? process.env : environment
    // Its own process group, so that Ctrl-C in the terminal reaches only this process, which then stops it in order.
    return spawn(program, args, { env, detached: true, stdio: ['pipe', 'pipe', log.fd] }) as EmulatorProcess
  } finally {
    await log.close()
  }
}
