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

/** Text from elsewhere, safe to print: control characters that could steer the terminal are made visible. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
