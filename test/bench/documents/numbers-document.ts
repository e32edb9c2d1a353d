import { machineText } from '../machine-facts.ts'
import type { BenchReport, BenchResult, Measurement } from '../measurement.ts'
import { boundText, holdsText, valueText } from '../print.ts'
import { markdownTable } from './markdown-table.ts'

/** docs/numbers.md: everything that was measured, and what it means. */
export function numbersDocument(report: BenchReport): string {
  return `# Numbers

Written by \`npm run bench -- --write\` on ${report.date}. Measured on ${machineText(report.machine)}. Numbers are as
measured; where machines differ, look at the ratios. No test depends on a time.

${broken(report)}

${report.benches.map(section).join('\n\n')}
`
}

/** Bounds that do not hold come first. */
function broken({ benches }: BenchReport): string {
  const lines = benches.flatMap(({ title, measurements }) =>
    measurements.filter(({ holds }) => holds === false).map((one) => `- ${title}: ${brokenText(one)}`),
  )
  if (lines.length === 0) return 'Every bound holds.'
  return `Bounds that do **not** hold:\n\n${lines.join('\n')}\n\nAll others hold.`
}

function brokenText(one: Measurement): string {
  return `${one.name}, ${valueText(one)}; bound ${boundText(one)}`
}

function section({ name, title, seconds, meaning, measurements }: BenchResult): string {
  const rows = measurements.map((one) => [
    one.name,
    valueText(one),
    boundText(one),
    holdsText(one),
    one.note ?? '',
  ])
  return `## ${title}

\`npm run bench -- ${name}\`, ${Math.round(seconds)} s.

${markdownTable(['', 'measured', 'bound', 'holds', 'note'], rows)}

${meaning}`
}
