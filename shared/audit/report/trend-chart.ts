import type { AuditEntry, ControlId, ControlState } from '../../model/audit.ts'
import type { Markup } from '../../report/html-template.ts'
import { countText } from '../../report/format.ts'
import { html } from '../../report/html-template.ts'

/** Pixels of one audit, and of the whole height. */
const STEP = 7
const HEIGHT = 18

/** Height of a bar, in pixels: states differ in it as well as in colour, and what failed is hatched. */
const HEIGHTS: Readonly<Record<ControlState, number>> = {
  passed: 6,
  'not-applicable': 2,
  unknown: 11,
  failed: HEIGHT,
}

/** One bar for each of the last audits, the oldest first, and the same as text for who does not see it. */
export function trendOf(id: ControlId, trend: readonly AuditEntry[]): Markup {
  const states = trend.map(({ controls }) => controls.find((control) => control.id === id)?.state)
  return html`<svg
    class="trend"
    width="${Math.max(STEP, STEP * states.length)}"
    height="${HEIGHT}"
    role="img"
    aria-label="${trendText(id, trend)}"
  >
    ${states.map((state, index) => (state === undefined ? '' : bar(state, index)))}
  </svg>`
}

/** `3 audits: 2 passed, 1 failed; findings 0, 0, 4`. */
export function trendText(id: ControlId, trend: readonly AuditEntry[]): string {
  const all = trend.flatMap(({ controls }) => controls.find((control) => control.id === id) ?? [])
  if (all.length === 0) return 'no audit yet'
  const counts = Object.keys(HEIGHTS).flatMap((state) => {
    const count = all.filter((one) => one.state === state).length
    return count === 0 ? [] : [`${count} ${state}`]
  })
  return `${countText(all.length, 'audit')}: ${counts.join(', ')}; findings ${all.map(({ findings }) => findings).join(', ')}`
}

/** The pattern of what failed; once on a page. */
export function hatch(): Markup {
  return html`<svg class="patterns" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch-ground" width="6" height="6" />
        <rect class="hatch-line" width="2" height="6" />
      </pattern>
    </defs>
  </svg>`
}

function bar(state: ControlState, index: number): Markup {
  const height = HEIGHTS[state]
  return html`<rect
    class="bar-${state}"
    x="${index * STEP}"
    y="${HEIGHT - height}"
    width="${STEP - 1}"
    height="${height}"
  />`
}
