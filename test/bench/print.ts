import { makeStyle, table } from '../../cli/print.ts'
import type { Bound, BenchResult, Measurement } from './measurement.ts'

/** A result as a person reads it in a terminal. */
export function resultText({ name, title, seconds, measurements, error }: BenchResult): string {
  const style = makeStyle(false)
  const head = `${name}: ${title} (${seconds.toFixed(0)} s)`
  if (error !== undefined) return `${head}\nfailed: ${error}\n`
  const rows = measurements.map((one) => [
    one.name,
    valueText(one),
    boundText(one),
    holdsText(one),
    one.note ?? '',
  ])
  return `${head}\n${table(style, ['', 'measured', 'bound', 'holds', ''], rows)}\n`
}

/** Three digits that count, and no more than the measurement gives. */
export function valueText({ value, unit }: Pick<Measurement, 'value' | 'unit'>): string {
  return `${numberText(value)} ${unit}`
}

function numberText(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return value.toPrecision(3)
}

export function boundText({ bound, unit }: Measurement): string {
  return bound === undefined ? '' : limitText(bound, unit)
}

function limitText(bound: Bound, unit: string): string {
  return 'most' in bound
    ? `at most ${numberText(bound.most)} ${unit}`
    : `under ${numberText(bound.under)} ${unit}`
}

export function holdsText({ holds }: Measurement): string {
  if (holds === undefined) return ''
  return holds ? 'yes' : 'NO'
}
