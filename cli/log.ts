import type { Log } from '../shared/ports/runtime.ts'
import { printable } from './print.ts'
import type { Output } from './world.ts'

/** The core's log on the command line: lines on stderr with --verbose, otherwise nothing; reports say what matters. */
export function commandLog(output: Output, verbose: boolean): Log {
  const write =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      if (verbose) output.write(`${printable([level, message, ...fieldTexts(fields)].join(' '))}\n`)
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

function fieldTexts(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(fields).map(([name, value]) => `${name}=${fieldText(value)}`)
}

function fieldText(value: unknown): string {
  return value instanceof Error ? `${value.name}: ${value.message}` : (JSON.stringify(value) ?? 'nothing')
}
