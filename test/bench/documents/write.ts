import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NODE_BIN, ROOT } from '../../../local/places.ts'
import { run } from '../../../local/run.ts'
import { BENCHES } from '../benches.ts'
import { estimate } from '../cost/estimate.ts'
import type { BenchReport } from '../measurement.ts'
import { costDocument } from './cost-document.ts'
import { numbersDocument } from './numbers-document.ts'

/**
 * Writes what was measured into docs/: the cost when it was among it, the numbers when nothing is missing.
 */
export async function writeDocuments(report: BenchReport): Promise<void> {
  const measured = report.benches.filter(({ error }) => error === undefined)
  if (measured.length === BENCHES.length) await write('docs/numbers.md', numbersDocument(report))
  if (measured.some(({ name }) => name === 'cost')) {
    await write('docs/cost.md', costDocument(report, await estimate()))
  }
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(join(ROOT, path), text)
  await run(join(NODE_BIN, 'oxfmt'), ['--write', path], { cwd: ROOT })
}
