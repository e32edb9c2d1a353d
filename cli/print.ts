import { styleText } from 'node:util'
import Table from 'cli-table3'

/** Colours and weights for people; plain text when the output is no terminal, or colours are not wanted. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly warn: (text: string) => string
  readonly bad: (text: string) => string
}

/** @param coloured whether to use ANSI colours */
export function makeStyle(coloured: boolean): Style {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    coloured ? styleText(format, text, { validateStream: false }) : text
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('green'),
    warn: paint('yellow'),
    bad: paint('red'),
  }
}

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** What stands in a table: text from anywhere, and how it is painted once it is safe to print. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string }

/** Rows under a head, in aligned columns without borders; no trailing blanks. */
export function table(style: Style, head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const layout = new Table({
    head: head.map((title) => style.bold(title)),
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const row of rows) layout.push(row.map(cellText))
  return layout.toString().replaceAll(/ +$/gm, '')
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? printable(cell) : cell.paint(printable(cell.text))
}

/** Names and values in two columns. */
export function facts(style: Style, pairs: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${style.dim(name.padEnd(width))}  ${printable(value)}`).join('\n')
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A number of bytes for people: `512 B`, `1.5 MiB`. */
export function byteText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`
}

/** An instant for people, in UTC, to the second: `2026-11-21 10:15:00Z`. */
export function timeText(instant: Date | string): string {
  const iso = typeof instant === 'string' ? instant : instant.toISOString()
  return `${iso.slice(0, 19).replace('T', ' ')}Z`
}

/** `1 gap`, `3 gaps`. */
export function countText(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}

/** Text from elsewhere, safe to print: control characters that could steer the terminal are made visible. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
