import type { ForwardingState, ZoneOverview } from '../shared/zones/zone-overview.ts'
import { timeText } from '../shared/report/format.ts'
import { printable, table } from './print.ts'
import type { Style } from './print.ts'

const STATES: Readonly<Record<ForwardingState, string>> = {
  hub: 'hub',
  edge: 'through us-east-1',
  enrolled: 'enrolled',
  'not-enrolled': 'not enrolled',
  unhealthy: 'unhealthy',
  refused: 'refused',
  failed: 'failed',
  unknown: 'no deployment',
}

/** What `zones` shows people. */
export interface ZonesFacts {
  readonly stack: string
  readonly hub: string
  readonly deployed: boolean
  /** Why the vault could not say which zones were listed. */
  readonly vaultProblem: string | null
  readonly zones: readonly ZoneOverview[]
  readonly vanished: readonly string[]
}

/** The zones of an account, one line each, then what is unusual. */
export function zonesText(style: Style, facts: ZonesFacts): string {
  const rows = facts.zones.map((zone) => [
    zone.zone,
    { text: STATES[zone.state], paint: paintOf(style, zone.state) },
    listingText(zone),
    zone.what,
  ])
  const blocks = [table(style, ['ZONE', 'CHANGES', 'LISTED', 'NOTE'], rows)]
  if (facts.vanished.length > 0) {
    blocks.push(style.warn(`In the vault, but not enabled any more: ${facts.vanished.join(', ')}`))
  }
  if (facts.vaultProblem !== null)
    blocks.push(style.warn(`The vault was not read: ${printable(facts.vaultProblem)}`))
  blocks.push(
    facts.deployed
      ? `Changes go to the hub of ${facts.stack} in ${facts.hub}.`
      : `There is no deployment ${facts.stack} in ${facts.hub}: no change goes anywhere.`,
  )
  return blocks.join('\n\n')
}

function listingText({ new: isNew, listedAt }: ZoneOverview): string {
  if (isNew === undefined) return ''
  return listedAt === undefined ? 'never' : timeText(listedAt)
}

function paintOf(style: Style, state: ForwardingState): (text: string) => string {
  if (state === 'failed' || state === 'refused') return style.bad
  return state === 'not-enrolled' || state === 'unhealthy' || state === 'unknown' ? style.warn : style.good
}
