import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { run } from '../../local/run.ts'
import type { Bench } from './measurement.ts'
import { measured } from './measurement.ts'

const FUNCTIONS = 10_000
const POINTS = 100
const PROGRAM = join(import.meta.dirname, 'memory/plan-points.ts')
const MARKING = join(import.meta.dirname, 'memory/mark-points.ts')
const AT_EXIT = join(import.meta.dirname, 'memory/peak-at-exit.mjs')

const Planned = z.object({ kept: z.number(), expired: z.number(), seconds: z.number() })
const Marked = z.object({ marked: z.number(), seconds: z.number() })

export const retention: Bench = {
  name: 'retention',
  title: 'Planning the retention of a vault of 1,000,000 points',
  meaning:
    'A process of its own plans the retention of 10,000 functions with 100 points each, each by its own backup plan, which its newest manifest tells, and that by six rules in a time zone with summer time. The vault is generated as it is listed, so time and memory (VmHWM, in megabytes of a million bytes) are those of the planning itself: reading keys, reading and validating 10,000 pointers and 10,000 manifests, choosing plans, deciding, and making the keys up. A bucket adds a listing of 1,000 pages and 20,000 reads, 32 at a time. One resource that has them all is planned as well, for memory goes by the points of 32 resources. Marking is the other step that reads all of a vault: here each of the points names a blob of its own, and small manifests are read, for what is measured is the set of names.',
  async run() {
    const many = await plan(FUNCTIONS, POINTS)
    const one = await plan(1, FUNCTIONS * POINTS)
    const marking = await measure(Marked, [MARKING, String(FUNCTIONS * POINTS)])
    return [
      measured('time', many.seconds, 's', { bound: { most: 60 }, note: `${many.expired} of them expire` }),
      measured('memory', many.megabytes, 'MB', { bound: { most: 512 } }),
      measured('time, all of one function', one.seconds, 's', { bound: { most: 60 } }),
      measured('memory, all of one function', one.megabytes, 'MB'),
      measured('marking, time', marking.seconds, 's', { note: `${marking.marked} blobs are not named` }),
      measured('marking, memory', marking.megabytes, 'MB', { bound: { most: 512 } }),
    ]
  },
}

async function plan(functions: number, points: number) {
  return await measure(Planned, [PROGRAM, String(functions), String(points)])
}

/** What a process of its own printed, and its peak of memory. */
async function measure<T extends object>(printed: z.ZodType<T>, args: readonly string[]) {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  const file = join(directory, 'peak')
  try {
    const env = { ...process.env, BENCH_PEAK: file }
    const answer = await run(process.execPath, ['--import', AT_EXIT, ...args], { env })
    const megabytes = (Number(await readFile(file, 'utf8')) * 1024) / 1_000_000
    return { ...printed.parse(JSON.parse(answer)), megabytes }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
