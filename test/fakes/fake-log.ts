import type { Log, Metrics } from '../../shared/ports/runtime.ts'

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** A log that remembers its lines. */
export function fakeLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const at =
    (level: LogLine['level']) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ level, message, fields })
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Metrics that add up; those of a zone by `name zone`. */
export function fakeMetrics(): Metrics & { readonly totals: Record<string, number> } {
  const totals: Record<string, number> = {}
  return {
    totals,
    add(metric, _unit, value, zone?) {
      const name = zone === undefined ? metric : `${metric} ${zone}`
      totals[name] = (totals[name] ?? 0) + value
    },
  }
}
