import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { LocalError } from '../local-error.ts'
import { EMULATOR_LOG } from '../places.ts'

/** Milliseconds until the emulator must answer: a first start compiles its Python, Docker may have to fetch the image. */
const START_TIMEOUT = 120_000
/** Milliseconds that it gets to end by itself. */
const END_TIMEOUT = 3000

export type EmulatorProcess = ChildProcess & { readonly stdin: Writable; readonly stdout: Readable }

/**
 * Waits until the emulator has told its port and answers there.
 *
 * @returns its address
 * @throws LocalError with the end of its log; the process is ended then
 */
export async function untilHealthy(child: EmulatorProcess): Promise<URL> {
  const timeout = AbortSignal.timeout(START_TIMEOUT)
  try {
    const url = new URL(`http://127.0.0.1:${await firstLine(child, timeout)}`)
    while (!(await isHealthy(url))) {
      timeout.throwIfAborted()
      await sleep(50)
    }
    return url
  } catch (cause) {
    await endProcess(child)
    throw new LocalError(`The emulator did not start. The end of its log:\n${await logTail()}`, { cause })
  }
}

async function firstLine(child: EmulatorProcess, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('it ended at once')
  })
  const [line] = (await Promise.race([once(lines, 'line', { signal }), ended])) as [string]
  ended.catch(() => undefined)
  return line
}

async function isHealthy(url: URL): Promise<boolean> {
  return fetch(new URL('/_ministack/health', url)).then(
    (response) => response.ok,
    () => false,
  )
}

async function logTail(): Promise<string> {
  const log = await readFile(EMULATOR_LOG, 'utf8')
  return log.split('\n').slice(-15).join('\n')
}

/** Closes its standard input, at which it ends with all its workers; kills the process group if it does not. */
export async function endProcess(child: EmulatorProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.stdin.end()
  const inTime = await Promise.race([ended.then(() => true), sleep(END_TIMEOUT, false, { ref: false })])
  if (inTime) return
  process.kill(-child.pid, 'SIGKILL')
  await ended
}
