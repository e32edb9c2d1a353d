import { createHash } from 'node:crypto'
import type { Cell, Fact, TableContent } from './content.ts'
import type { Markup } from './html-template.ts'
import { html, trusted } from './html-template.ts'

/** The style of a page, and the policy by which it may use that and nothing else: no script, no other address, whatever a name in it says. */
export function pageStyle(style: string): { readonly policy: Markup; readonly element: Markup } {
  const hash = createHash('sha256').update(style).digest('base64')
  return {
    policy: trusted(`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`),
    // Not laid out with the rest: the policy holds for these very bytes.
    element: trusted(`<style>${style}</style>`),
  }
}

/** Names and their values. @param name class of the list */
export function factList(name: string, facts: readonly Fact[]): Markup {
  return html`<dl class="${name}">
    ${facts.map(
      ([title, value]) =>
        html`<div>
          <dt>${title}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}

/** Wide tables scroll in a box of their own, which the keyboard can reach. */
export function table({ caption, columns, rows }: TableContent): Markup {
  const kinds = columns.map(({ numeric }) => (numeric === true ? 'numeric' : 'text'))
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title }, index) => html`<th scope="col" class="${kinds[index] ?? 'text'}">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => tableRow(row, kinds))}
      </tbody>
    </table>
  </div>`
}

function tableRow([first = '', ...others]: readonly Cell[], [, ...kinds]: readonly string[]): Markup {
  const cells = others.map(
    (cell, index) => html`<td class="${kinds[index] ?? 'text'}">${cellContent(cell)}</td>`,
  )
  return html`<tr>
    <th scope="row">${cellContent(first)}</th>
    ${cells}
  </tr>`
}

function cellContent(cell: Cell): Markup | string {
  return typeof cell === 'string' ? cell : html`<code>${cell.code}</code>`
}
