import type { Tally, ZoneSummary } from '../model/run.ts'
import { numberText } from './format.ts'
import type { Markup } from './html-template.ts'
import { html } from './html-template.ts'
import { troubleCount } from './tally.ts'

/** Per cent of a bar that a segment gets at least: one failure among 10,000 must be seen. */
const LEAST_SHARE = 1.5

interface Segment {
  readonly name: 'captured' | 'unchanged' | 'deleted' | 'failed'
  readonly count: number
}

interface PlacedSegment extends Segment {
  readonly start: number
  readonly width: number
}

/**
 * One bar per zone, divided by what became of its resources. Colours differ in lightness as well as in hue, what
 * failed is hatched, and the same numbers stand beside each bar as text.
 */
export function outcomeChart(zones: readonly ZoneSummary[]): Markup {
  return html`<figure class="chart">
    <figcaption>
      Each bar is one zone, whatever its size: the shares of its resources. Very small shares are widened to
      be visible. Failed includes what is unaccounted for.
    </figcaption>
    ${legend()}
    <ul class="bars">
      ${zones.map(zoneBar)}
    </ul>
  </figure>`
}

function legend(): Markup {
  const names: readonly Segment['name'][] = ['captured', 'unchanged', 'deleted', 'failed']
  const items = names.map(
    (name) =>
      html`<li>
        <svg class="swatch" width="14" height="14" aria-hidden="true">${block(name, '0', '100%')}</svg>${name}
      </li>`,
  )
  return html`<svg class="patterns" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-ground" width="6" height="6" />
          <rect class="hatch-line" width="2" height="6" />
        </pattern>
      </defs>
    </svg>
    <ul class="legend" aria-label="Legend">
      ${items}
    </ul>`
}

function zoneBar(zone: ZoneSummary): Markup {
  const segments = segmentsOf(zone)
  const text = barText(zone, segments)
  return html`<li class="bar">
    <span class="bar-zone">${zone.zone}</span>
    <svg
      class="${zone.state === 'failed' ? 'bar-track track-lost' : 'bar-track'}"
      width="100%"
      height="16"
      role="img"
      aria-label="${zone.zone}: ${text}"
    >
      ${place(segments).map(({ name, start, width }) => block(name, percent(start), percent(width)))}
    </svg>
    <span class="bar-text">${text}</span>
  </li>`
}

function block(name: Segment['name'], x: string, width: string): Markup {
  return html`<rect class="fill-${name}" x="${x}" width="${width}" height="100%" />`
}

function segmentsOf(tally: Tally): readonly Segment[] {
  const segments: readonly Segment[] = [
    { name: 'captured', count: tally.captured },
    { name: 'unchanged', count: tally.unchanged },
    { name: 'deleted', count: tally.deletedCount },
    { name: 'failed', count: troubleCount(tally) },
  ]
  return segments.filter(({ count }) => count > 0)
}

function barText({ state, failure }: ZoneSummary, segments: readonly Segment[]): string {
  const counts = segments.map(({ name, count }) => `${numberText(count)} ${name}`)
  if (state === 'failed') counts.unshift(`zone failed (${failure?.error ?? 'unknown'})`)
  return counts.length === 0 ? 'nothing found' : counts.join(', ')
}

function place(segments: readonly Segment[]): readonly PlacedSegment[] {
  const total = segments.reduce((sum, { count }) => sum + count, 0)
  const shares = segments.map(({ count }) => Math.max(LEAST_SHARE, (100 * count) / total))
  const sum = shares.reduce((all, share) => all + share, 0)
  const placed: PlacedSegment[] = []
  let start = 0
  segments.forEach((segment, index) => {
    const width = (100 * (shares[index] ?? 0)) / sum
    placed.push({ ...segment, start, width })
    start += width
  })
  return placed
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`
}
