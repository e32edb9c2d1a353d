import type { RunReport } from '../model/run.ts'
import { runPrefix } from '../vault/run-layout.ts'
import { outcomeChart } from './chart.ts'
import type { SectionContent } from './content.ts'
import { STATE_WORDS, keyFigures, runFacts } from './content.ts'
import type { Markup } from './html-template.ts'
import { html } from './html-template.ts'
import { factList, pageStyle, table } from './page-parts.ts'
import { PAGE_STYLE } from './page-style.ts'
import { attentionSections, detailSections } from './sections.ts'
import { zoneTable, zonesInOrder } from './zone-table.ts'

/** What a browser allows the page, and the style itself. */
const { policy: POLICY, element: STYLE } = pageStyle(PAGE_STYLE)

const SIGNS = { succeeded: '✓', partly: '!', failed: '✗' } as const

/** The page of one run as a single HTML file: no script, nothing loaded, light and dark, fit for print. */
export function reportHtml(report: RunReport): string {
  const { runId, state, totals } = report
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
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
