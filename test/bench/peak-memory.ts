import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import * as z from 'zod'
import { HOME_REGION } from './account.ts'
import { generateFleet } from './fleet/fleet.ts'
import { onStage } from './fleet/stage.ts'
import type { Bench, Measurement } from './measurement.ts'
import { measured } from './measurement.ts'
import { readService } from './service.ts'

/** The largest package that Lambda runs. */
const SIZE = 250 * 1024 * 1024
const BOUND = { most: 160 }
const NAME = 'fleet-00000'

/** What memory/capture-one.ts prints; kilobytes. */
const Answer = z.object({
  before: z.number(),
  peak: z.number(),
  outcome: z.looseObject({ type: z.literal('captured'), bytesStored: z.literal(SIZE) }),
})

/** A process of its own, of the code as it is bundled for Lambda; package and S3 come from this one. */
export const peakMemory: Bench = {
  name: 'memory',
  title: 'Peak resident memory of capturing a 250 MB package',
  meaning:
    "The highest resident set (VmHWM) of a process of its own, in megabytes of a million bytes, that runs a capture bundled as for Lambda. The package of 250 MiB is streamed from another process, over loopback, at some 200 MB a second. No more than a few hundred kilobytes are on their way at a time; what rises is garbage: Node allocates a buffer for each read from the socket, and V8 frees them when its young generation is full or when buffers outside of its heap grew by some 60 MB. With a young generation of 1 MB it frees them sooner, at no cost in time that could be measured, and so the functions are deployed (NODE_OPTIONS in serverless.yml; that Lambda's runtime honours it is not measured here). The command line runs as Node comes, and takes more than the bound. About 105 MB are there before a capture begins: 45 of Node itself, the rest of the SDK.",
  async run() {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
    try {
      const program = await bundle(directory)
      const fleet = generateFleet({ regions: [HOME_REGION], functions: 1, codeSize: SIZE })
      const deployed = (await readService()).provider.environment.NODE_OPTIONS
      return await onStage(fleet, [], async ({ vault, s3 }) => {
        const inS3 = await capture(program, vault, deployed)
        s3.clear()
        const byHand = await capture(program, vault, '')
        const folder = pathToFileURL(join(directory, 'vault')).href
        const inDirectory = await capture(program, folder, '')
        return [
          tell('into S3, as deployed', inS3, `NODE_OPTIONS=${deployed}`),
          tell('into S3, as from the command line', byHand, 'without NODE_OPTIONS'),
          tell('into a directory, as from the command line', inDirectory, 'without NODE_OPTIONS'),
        ]
      })
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  },
}

/** As serverless.yml has functions bundled. */
async function bundle(directory: string): Promise<string> {
  const outfile = join(directory, 'capture-one.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'memory/capture-one.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  })
  return outfile
}

type Peak = Pick<z.infer<typeof Answer>, 'before' | 'peak'>

async function capture(program: string, vault: string, options: string): Promise<Peak> {
  const env = { ...process.env, NODE_OPTIONS: options }
  const { stdout } = await promisify(execFile)(process.execPath, [program, vault, NAME], { env })
  return Answer.parse(JSON.parse(stdout))
}

function tell(name: string, { before, peak }: Peak, how: string): Measurement {
  const note = `${how}; ${megabytes(before).toFixed(0)} MB before the capture began`
  return measured(name, megabytes(peak), 'MB', { bound: BOUND, note })
}

/** @param kilobytes of 1024 bytes; a megabyte is a million, the stricter reading of the bound */
function megabytes(kilobytes: number): number {
  return (kilobytes * 1024) / 1_000_000
}
