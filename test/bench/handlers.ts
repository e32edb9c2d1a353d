import { execFile } from 'node:child_process'
import { glob, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { packageService } from '../../local/package.ts'
import { PACKAGE } from '../../local/places.ts'
import type { Bench, Measurement } from './measurement.ts'
import { ascending, measured, quantile } from './measurement.ts'
import { unpack } from './unpack.ts'

const IMPORTS = 5
const run = promisify(execFile)

/** Imported as Lambda does at a cold start, with source maps enabled, in a process of its own each time. */
export const handlers: Bench = {
  name: 'handlers',
  title: 'Size and import time of each packaged handler',
  meaning:
    "The zips of `serverless package`. Import is the time until the handler's module is evaluated, in a new process with source maps enabled, as deployed. A cold start on Lambda adds the start of Node and of the sandbox, and divides by the share of a processor that the memory size gives.",
  async run() {
    await packageService()
    const zips = (await Array.fromAsync(glob('*.zip', { cwd: PACKAGE }))).sort()
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
    try {
      const measurements: Measurement[] = []
      for (const zip of zips) measurements.push(...(await measure(zip, directory)))
      return measurements
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  },
}

async function measure(zip: string, directory: string): Promise<Measurement[]> {
  const name = basename(zip, '.zip')
  const packed = join(PACKAGE, zip)
  const folder = join(directory, name)
  await unpack(packed, folder)
  const handler = join(folder, 'functions', `${name}.mjs`)
  const took: number[] = []
  for (let count = 0; count < IMPORTS; count += 1) took.push(await importTime(handler))
  return [
    measured(`${name}, zip`, (await stat(packed)).size / 1000, 'kB', { note: 'with its source map' }),
    measured(`${name}, code`, (await stat(handler)).size / 1000, 'kB', {
      note: 'without the parts that it imports when it needs them',
    }),
    measured(`${name}, import`, quantile(ascending(took), 0.5), 'ms', { note: `median of ${IMPORTS}` }),
  ]
}

async function importTime(handler: string): Promise<number> {
  const program = `const began = performance.now()
    await import(${JSON.stringify(pathToFileURL(handler).href)})
    process.stdout.write(String(performance.now() - began))
    process.exit()`
  const args = ['--enable-source-maps', '--input-type=module', '--eval', program]
  return Number((await run(process.execPath, args)).stdout)
}
