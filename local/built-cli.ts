import { execFile, spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const BUILD = fileURLToPath(new URL('build-cli.ts', import.meta.url))

/** What one command printed, and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The command line as it is installed: one file, run by Node in a process of its own. */
export interface BuiltCli {
  readonly run: (...words: readonly string[]) => Promise<Ended>
  /** Runs a command and interrupts it, as Ctrl-C does, once it has printed `line` on stderr. */
  readonly interrupt: (line: string, ...words: readonly string[]) => Promise<Ended>
  /** The same, but ends it at once: it can do nothing about it. */
  readonly kill: (line: string, ...words: readonly string[]) => Promise<Ended>
}

/**
 * Builds the command line.
 *
 * @param folder where to, an empty one
 * @returns it, for an environment: all that its processes get
 */
export async function buildCli(
  folder: string,
): Promise<(environment: Readonly<Record<string, string>>) => BuiltCli> {
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await promisify(execFile)(process.execPath, [BUILD, folder])
  const file = join(folder, 'holdfast.js')
  return (environment) => {
    const env = { ...environment, HOME: folder, PATH: process.env['PATH'] }
    return {
      run: (...words) => ended(start([file, ...words], env)),
      interrupt: (line, ...words) => signalled(start([file, ...words], env), line, 'SIGINT'),
      kill: (line, ...words) => signalled(start([file, ...words], env), line, 'SIGKILL'),
    }
  }
}

type Process = ChildProcessByStdio<null, Readable, Readable>

function start(args: readonly string[], env: NodeJS.ProcessEnv): Process {
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function signalled(child: Process, line: string, signal: 'SIGINT' | 'SIGKILL'): Promise<Ended> {
  let seen = ''
  child.stderr.on('data', (chunk: Buffer) => {
    const before = seen.includes(line)
    seen += chunk.toString()
    if (!before && seen.includes(line)) child.kill(signal)
  })
  return ended(child)
}

async function ended(child: Process): Promise<Ended> {
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, out, err }
}
