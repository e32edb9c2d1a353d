import { createHash } from 'node:crypto'
import type { RunReport } from '../model/run.ts'
import { runPrefix } from '../vault/run-layout.ts'
import { outcomeChart } from './chart.ts'
import type { Cell, Fact, SectionContent, TableContent } from './content.ts'
import { STATE_WORDS, keyFigures, runFacts } from './content.ts'
import type { Markup } from './html-template.ts'
import { html, trusted } from './html-template.ts'
import { PAGE_STYLE } from './page-style.ts'
import { attentionSections, detailSections } from './sections.ts'
import { zoneTable, zonesInOrder } from './zone-table.ts'

/** The page may use its own style and nothing else: no script, no other address, whatever a name in it says. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

/** Not laid out with the rest: the policy holds for these very bytes. */
const STYLE = trusted(`<style>${PAGE_STYLE}</style>`)

const SIGNS = { succeeded: '✓', partly: '!', failed: '✗' } as const

/** The page of one run as a single HTML file: no script, nothing loaded, light and dark, fit for print. */
export function reportHtml(report: RunReport): string {
  const { runId, state, totals } = report
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>Backup run ${runId}: ${STATE_WORDS[state]}</title>
        ${STYLE}
      </head>
      <body>
        <header>
          <h1>Backup run ${runId}</h1>
          <span class="state ${state}"
            ><span aria-hidden="true">${SIGNS[state]}</span> ${STATE_WORDS[state]}</span
          >
          ${factList('facts', runFacts(report))}
        </header>
        <main>
          ${factList('figures', keyFigures(totals))} ${attentionSections(report).map(section)}
          ${zoneSection(report)} ${detailSections(report).map(section)}
        </main>
        <footer>
          Everything of this run is under <code>${runPrefix(report)}</code> in the vault. Times are UTC.
        </footer>
      </body>
    </html> `.text
}

function factList(name: string, facts: readonly Fact[]): Markup {
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

function zoneSection(report: RunReport): Markup | string {
  if (report.zones.length === 0) return ''
  return html`<section>
    <h2>Zones</h2>
    ${outcomeChart(zonesInOrder(report))} ${table(zoneTable(report))}
  </section>`
}

function section({ title, notes, tables }: SectionContent): Markup {
  return html`<section>
    <h2>${title}</h2>
    ${notes.map((note) => html`<p>${note}</p>`)} ${tables.map(table)}
  </section>`
}

/** Wide tables scroll in a box of their own, which the keyboard can reach. */
function table({ caption, columns, rows }: TableContent): Markup {
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
