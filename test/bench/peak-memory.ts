import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import plugins from '../../infrastructure/bundle-plugins.mjs'
import { ROOT } from '../../local/places.ts'
import { run } from '../../local/run.ts'
import { HOME_REGION } from './account.ts'
import { generateFleet } from './fleet/fleet.ts'
import { onStage } from './fleet/stage.ts'
import type { Bench } from './measurement.ts'
import { measured } from './measurement.ts'
import { readService } from './service.ts'

/** The largest package that Lambda runs. */
const SIZE = 250 * 1024 * 1024
const BOUND = { most: 160 }
const NAME = 'fleet-00000'
const AT_EXIT = join(import.meta.dirname, 'memory/peak-at-exit.mjs')

/** Processes of their own, of the code as it is bundled; package and S3 come from this one. */
export const peakMemory: Bench = {
  name: 'memory',
  title: 'Peak resident memory of capturing a 250 MB package',
  meaning:
    'The highest resident set (VmHWM) of a process of its own, in megabytes of a million bytes: a capture bundled and run with NODE_OPTIONS as the functions are deployed, and the command line, `holdfast backup --function`, as npm installs it. The package of 250 MiB is streamed from another process, over loopback, at some 200 MB a second. Before a capture begins, some 80 MB are there as deployed and some 100 in the command line, which has every command loaded, 47 of them of Node itself; no more than a few hundred kilobytes of the package are on their way at a time, and what rises is garbage: Node allocates a buffer for each read from the socket, and V8 frees them only when its young generation is full or the buffers outside of its heap grew by some 60 MB. The faster the network and the busier the processors, the more there is. With a young generation that stays at 1 MB V8 frees them sooner, at no cost in time that could be measured: without that, the same captures take 170 to 190 MB. The functions are deployed so (NODE_OPTIONS in serverless.yml; whether the runtime of Lambda honours it is to be seen there), and the command line tells V8 when it starts (local/build-cli.ts).',
  async run() {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
    try {
      const fleet = generateFleet({ regions: [HOME_REGION], functions: 1, codeSize: SIZE })
      const programs = await bundle(directory)
      return await onStage(fleet, [], async ({ vault, s3 }) => {
        const deployed = (await readService()).provider.environment.NODE_OPTIONS
        const inS3 = await peakOf([programs.capture, vault, NAME], deployed)
        s3.clear()
        const byHand = await peakOf([programs.cli, ...backupTo(vault)], '')
        const folder = pathToFileURL(join(directory, 'vault')).href
        const inFolder = await peakOf([programs.cli, ...backupTo(folder)], '')
        return [
          measured('into S3, as deployed', inS3, 'MB', { bound: BOUND, note: `NODE_OPTIONS=${deployed}` }),
          measured('into S3, by the command line', byHand, 'MB', { bound: BOUND }),
          measured('into a directory, by the command line', inFolder, 'MB', { bound: BOUND }),
        ]
      })
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  },
}

/** The command line, as npm's `prepare` builds it, and a capture, as serverless.yml has functions bundled. */
async function bundle(directory: string) {
  const deployed = join(directory, 'deployed')
  await build({
    entryPoints: [join(import.meta.dirname, 'memory/capture-one.ts')],
    // A folder, as serverless-esbuild names one: then what is imported when it is needed is apart.
    outdir: deployed,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    plugins,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  })
  const folder = join(directory, 'cli')
  await run(process.execPath, [join(ROOT, 'local/build-cli.ts'), folder])
  return { capture: join(deployed, 'capture-one.mjs'), cli: join(folder, 'holdfast.js') }
}

function backupTo(vault: string): readonly string[] {
  return ['backup', '--zone', HOME_REGION, '--function', NAME, '--vault', vault]
}

/** Runs a program to its end. @returns the most memory that it took, in megabytes of a million bytes */
async function peakOf(args: readonly string[], options: string): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  const file = join(directory, 'peak')
  try {
    const env = { ...process.env, NODE_OPTIONS: options, BENCH_PEAK: file }
    await run(process.execPath, ['--import', AT_EXIT, ...args], { env })
    return (Number(await readFile(file, 'utf8')) * 1024) / 1_000_000
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
