import type { MachineFacts } from './machine-facts.ts'

/** What a number must not exceed: `most` itself still holds, `under` does not. */
export type Bound = { readonly most: number } | { readonly under: number }

/** One number as it was measured, and whether its bound holds. */
export interface Measurement {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly bound?: Bound
  /** Missing when there is no bound. */
  readonly holds?: boolean
  /** What the number means, or how it came about, in a few words. */
  readonly note?: string
}

/** A bench: what `npm run bench -- <name>` measures. */
export interface Bench {
  readonly name: string
  /** What it measures, for people. */
  readonly title: string
  /** How it is measured and what its numbers mean; a paragraph of docs/numbers.md. */
  readonly meaning: string
  readonly run: () => Promise<readonly Measurement[]>
}

/** What became of a bench. */
export interface BenchResult extends Pick<Bench, 'name' | 'title' | 'meaning'> {
  readonly seconds: number
  readonly measurements: readonly Measurement[]
  /** Why there are no measurements. */
  readonly error?: string
}

/** What a run of the benches came to; with --json, the last line of standard output. */
export interface BenchReport {
  /** Whether every bench came to its end and every bound holds. */
  readonly ok: boolean
  readonly date: string
  readonly machine: MachineFacts
  readonly benches: readonly BenchResult[]
}

/** @param value compared with the bound as it is, rounded only where it is shown */
export function measured(
  name: string,
  value: number,
  unit: string,
  { bound, note }: Pick<Measurement, 'bound' | 'note'> = {},
): Measurement {
  const limit = bound === undefined ? {} : { bound, holds: isWithin(value, bound) }
  return { name, value, unit, ...limit, ...(note === undefined ? {} : { note }) }
}

function isWithin(value: number, bound: Bound): boolean {
  return 'most' in bound ? value <= bound.most : value < bound.under
}

/** The value below which `share` of the sorted values lie. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Sorted, smallest first. */
export function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b)
}
