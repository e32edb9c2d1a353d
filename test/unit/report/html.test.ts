import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { html } from '../../../shared/report/html-template.ts'
import { reportHtml } from '../../../shared/report/html.ts'
import { summarizeRun } from '../../../shared/report/summarize-run.ts'
import { summarizeZone } from '../../../shared/report/summarize-zone.ts'
import {
  STARTED,
  functionNamed,
  later,
  outcome,
  runFacts,
  smallReport,
  stream,
} from '../../fixtures/run-reports.ts'

describe('The HTML page of a run', () => {
  test('says what happened, zones with trouble first', async () => {
    const page = reportHtml(await smallReport())
    expect(
      page.replace(/<style>[^<]*<\/style>/, '<style></style>').replace(/sha256-[^']+/, 'sha256-'),
    ).toMatchSnapshot()
  })

  test('needs no script, loads nothing, and has no style but its own', async () => {
    const page = reportHtml(await smallReport())
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bon\w+=|\bstyle=|\b(?:src|href)=|@import|https?:/i)
    expect(page.match(/url\([^)]*\)/g)).toEqual(['url(#hatch)'])
  })

  test('lets the browser use exactly its own style and nothing else', async () => {
    const page = reportHtml(await smallReport())
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? ''
    const digest = createHash('sha256').update(style).digest('base64')
    expect(page).toContain(`default-src 'none'; style-src 'sha256-${digest}';`)
  })

  test('shows names and messages as text, whatever they say', async () => {
    const report = await fleetReport(1, 1, '"><img src=x onerror=alert(1)>')
    const page = reportHtml(report)
    expect(page).not.toContain('<img')
    expect(page).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;')
  })

  test('stays small with 40 zones and 10,000 failures, and says where the rest is', async () => {
    const page = reportHtml(await fleetReport(40, 250))
    expect(page).toContain('100 of 10,000 failures are shown here')
    expect(page.match(/class="bar"/g)).toHaveLength(40)
    expect(page.length).toBeLessThan(200_000)
  })

  test('names every bar for those who cannot see it', async () => {
    const page = reportHtml(await smallReport())
    expect(page).toMatch(/role="img"\s+aria-label="eu-west-1: 2 captured, 1 unchanged, 1 deleted, 3 failed"/)
    expect(page).toContain('aria-label="ap-south-1: zone failed (AccessDeniedError)"')
  })

  test('fills each bar from edge to edge, and shows one failure among thousands', async () => {
    const page = reportHtml(await fleetReport(1, 1, 'x', 9999))
    const [bar = ''] = /class="bar-track"[^]*?<\/svg>/.exec(page) ?? []
    const widths = [...bar.matchAll(/ width="([\d.]+)%" height="100%"/g)].map(([, width]) => Number(width))
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100, 1)
    expect(Math.min(...widths)).toBeGreaterThan(1)
  })
})

describe('A template of HTML', () => {
  test('escapes every value so that it reads back as it was', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = html`${text}`.text
        expect(escaped).not.toMatch(/[<>"']/)
        expect(unescape(escaped)).toBe(text)
      }),
    )
  })

  test('joins lists and does not escape markup twice', () => {
    expect(html`<p>${['a&b', 3].map((value) => html`<b>${value}</b>`)}</p>`.text).toBe(
      '<p><b>a&amp;b</b><b>3</b></p>',
    )
  })
})

async function fleetReport(zones: number, failures: number, message = 'Rate exceeded', unchanged = 0) {
  const names = Array.from({ length: zones }, (_, index) => `eu-zone-${index}`)
  const summaries = names.map(async (zone) => {
    const lines = Array.from({ length: failures }, (_, index) =>
      outcome.failed(functionNamed(`f${index}`, zone), 'ThrottledError', message),
    )
    const usage = { apiCalls: {}, throttled: 0 }
    const facts = {
      zone,
      startedAt: STARTED,
      endedAt: later(1),
      found: failures + unchanged,
      unchanged,
      planned: failures,
      usage,
    }
    return await summarizeZone(facts, stream(lines))
  })
  return summarizeRun(runFacts(names), await Promise.all(summaries))
}

function unescape(text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] ?? '')
}
