// First, for what follows reads the environment.
import './environment.ts'
import { BENCHES } from './benches.ts'
import { writeDocuments } from './documents/write.ts'
import { machineFacts, machineText } from './machine-facts.ts'
import type { Bench, BenchReport, BenchResult } from './measurement.ts'
import type { BenchOptions } from './options.ts'
import { readOptions } from './options.ts'
import { resultText } from './print.ts'

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (typeof options === 'number') {
    process.exitCode = options
    return
  }
  const out = options.json ? process.stderr : process.stdout
  const report = await measureAll(options, (text) => out.write(`${text}\n`))
  if (options.write) await writeDocuments(report)
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exitCode = report.ok ? 0 : 1
}

async function measureAll({ names }: BenchOptions, tell: (text: string) => void): Promise<BenchReport> {
  const benches: BenchResult[] = []
  for (const bench of BENCHES.filter(({ name }) => names.includes(name))) {
    const result = await measureOne(bench)
    benches.push(result)
    tell(resultText(result))
  }
  const ok = benches.every(({ error, measurements }) => {
    return error === undefined && measurements.every(({ holds }) => holds !== false)
  })
  const machine = machineFacts()
  tell(`Measured on ${machineText(machine)}.`)
  return { ok, date: new Date().toISOString().slice(0, 10), machine, benches }
}

/** One bench that fails does not keep the others from being measured. */
async function measureOne({ run, ...bench }: Bench): Promise<BenchResult> {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  try {
    const measurements = await run()
    return { ...bench, seconds: seconds(), measurements }
  } catch (error) {
    const reason = (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, LONGEST)
    return { ...bench, seconds: seconds(), measurements: [], error: reason }
  }
}

/** Characters of an error that are shown: one of bundled code may quote the bundle. */
const LONGEST = 2000

await main()
