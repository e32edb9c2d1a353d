import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { reportMarkdown } from '../../../shared/report/markdown.ts'
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

describe('The Markdown page of a run', () => {
  test('says what happened, zones with trouble first', async () => {
    expect(reportMarkdown(await smallReport())).toMatchSnapshot()
  })

  test('shows any name and message inside its own cell, as it is', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '|', '\\', '`', '<', '*', ' ', '\n', '[', '&'),
      minLength: 1,
    })
    await fc.assert(
      fc.asyncProperty(text, text, async (name, message) => {
        const row = failureRow(reportMarkdown(await reportOfOne(name, message)))
        expect(cellsOf(row)).toHaveLength(4)
        if (!/[\\`]/.test(name)) expect(codeOf(cellsOf(row)[1]!)).toBe(name.replaceAll(/\s+/g, ' ').trim())
      }),
    )
  })

  test('says what is amiss with zones though nothing failed, and who started the run', async () => {
    const notEnrolled = [{ zone: 'ap-south-1', error: 'AccessDeniedError', message: 'no events:PutRule' }]
    const startedBy = 'arn:aws:iam::123456789012:user/ann'
    const report = { ...(await smallReport()), unknownZones: ['xx-y-1'], notEnrolled, startedBy }
    const page = reportMarkdown(report)
    expect(page).toContain('Unknown zones: xx-y-1. The run was asked for them')
    expect(page).toContain('**Zones whose changes are not noticed until the next run**')
    expect(page).toContain('| ap-south-1 | `AccessDeniedError` | `no events:PutRule` |')
    expect(page).toContain('- Started by: arn:aws:iam::123456789012:user/ann')
  })

  test('says how many failures it shows and where the others are', async () => {
    const report = await reportOfOne('x', 'y', 250)
    const page = reportMarkdown(report)
    expect(page).toContain('100 of 250 failures are shown here')
    expect(page.match(/^\| eu-west-1 \| `f\d+`/gm)).toHaveLength(99)
  })
})

async function reportOfOne(name: string, message: string, count = 1) {
  const lines = Array.from({ length: count }, (_, index) =>
    outcome.failed(functionNamed(index === 0 ? name : `f${index}`), 'ThrottledError', message),
  )
  const usage = { apiCalls: {}, throttled: 0 }
  const facts = {
    zone: 'eu-west-1',
    startedAt: STARTED,
    endedAt: later(1),
    found: count,
    unchanged: 0,
    planned: count,
    usage,
  }
  return summarizeRun(runFacts(['eu-west-1']), [await summarizeZone(facts, stream(lines))])
}

function failureRow(page: string): string {
  const lines = page.split('\n')
  return lines[lines.indexOf('| Zone | Resource | Error | Message |') + 2] ?? ''
}

/** Cells as GFM divides a row: at each pipe that no backslash escapes. */
function cellsOf(row: string): string[] {
  const parts = row.match(/(?:\\[|\\]|[^|])+/g) ?? []
  return parts.map((part) => part.trim()).filter((part, index) => index > 0 || part !== '')
}

function codeOf(cell: string): string {
  const [, code = ''] = /^`+(.*?)`+$/.exec(cell) ?? []
  return code.replaceAll('\\|', '|').trim()
}
