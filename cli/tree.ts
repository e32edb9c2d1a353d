import { printable } from './print.ts'

/** A line, and what hangs below it. The text may be from anywhere; it is made safe to print. */
export interface Branch {
  readonly text: string
  readonly paint?: (text: string) => string
  readonly below?: readonly Branch[]
}

/** Draws a tree, as `tree` does. */
export function drawTree({ text, paint = (line) => line, below = [] }: Branch): string {
  const branches = below.map((branch, index) => drawBelow(branch, index === below.length - 1))
  return [paint(oneLine(text)), ...branches].join('\n')
}

function drawBelow(branch: Branch, isLast: boolean): string {
  const [first = '', ...rest] = drawTree(branch).split('\n')
  const [stem, gap] = isLast ? ['└─ ', '   '] : ['├─ ', '│  ']
  return [`${stem}${first}`, ...rest.map((line) => `${gap}${line}`)].join('\n')
}

function oneLine(text: string): string {
  return printable(text).replaceAll('\n', String.raw`\u000a`)
}
