import { EDGE_REGION, EDGE_ZONE } from '../model/edge.ts'
import type { ListedZone } from '../ports/vault.ts'
import type { Discovery } from './compare-zones.ts'
import type { ZoneEnrolment } from './enrol.ts'
import type { EnrolmentStep } from './plan-enrolment.ts'

/** How the changes of a zone reach the hub, or why they do not. */
export type ForwardingState =
  | 'hub'
  | 'edge'
  | 'enrolled'
  | 'not-enrolled'
  | 'unhealthy'
  | 'refused'
  | 'failed'
  | 'unknown'

/** One zone, for a person or a program. */
export interface ZoneOverview {
  readonly zone: string
  readonly state: ForwardingState
  /** What was done, or would be, and why; empty when there is nothing to say. */
  readonly what: string
  /** Whether no run has listed it yet; missing when no vault was looked at. */
  readonly new?: boolean
  /** When a run listed it last; missing when it is new, or when no vault was looked at. */
  readonly listedAt?: string
}

/** What was looked at. */
export interface OverviewFacts {
  readonly discovery: Discovery
  /** `undefined` when no vault was looked at. */
  readonly listed: readonly ListedZone[] | undefined
  readonly enrolments: readonly ZoneEnrolment[]
  readonly hubRegion: string
  /** Whether the steps of the enrolments were carried out, or only decided. */
  readonly carriedOut: boolean
}

/** One line for each zone, in the order of the discovery. */
export function zoneOverview(facts: OverviewFacts): readonly ZoneOverview[] {
  return facts.discovery.zones.map((zone) => {
    const listed = facts.listed?.find((one) => one.zone === zone)
    return {
      zone,
      ...forwardingOf(facts, zone),
      ...(facts.listed && { new: facts.discovery.newZones.includes(zone) }),
      ...(listed && { listedAt: listed.writtenAt.toISOString() }),
    }
  })
}

function forwardingOf(facts: OverviewFacts, zone: string): Pick<ZoneOverview, 'state' | 'what'> {
  if (zone === EDGE_ZONE) return { state: 'edge', what: `its events come through ${EDGE_REGION}` }
  const enrolment = facts.enrolments.find((one) => one.zone === zone)
  const refused = enrolment?.steps.some(({ action }) => action === 'refuse') === true
  if (enrolment?.failure !== undefined) {
    return { state: refused ? 'refused' : 'failed', what: enrolment.failure.message }
  }
  const said = (enrolment?.steps ?? []).flatMap((step) => describe(step, facts.carriedOut))
  const what = [...new Set(said)].join('; ')
  if (zone === facts.hubRegion) return { state: 'hub', what }
  if (enrolment === undefined) return { state: 'unknown', what }
  return { state: stateOf(enrolment.steps, facts.carriedOut), what }
}

/** A region needs several rules: it is enrolled when all are there and well. */
function stateOf(steps: readonly EnrolmentStep[], carriedOut: boolean): ForwardingState {
  const needed = steps.map(({ action }) => action).filter((action) => action !== 'remove')
  if (needed.length === 0) return steps.length > 0 && !carriedOut ? 'enrolled' : 'not-enrolled'
  if (carriedOut || needed.every((action) => action === 'keep')) return 'enrolled'
  return needed.every((action) => action === 'create') ? 'not-enrolled' : 'unhealthy'
}

const DONE = { create: 'created', heal: 'healed', remove: 'removed' } as const

function describe({ action, reason }: EnrolmentStep, carriedOut: boolean): readonly string[] {
  if (action === 'keep' || action === 'refuse') return []
  return [`${carriedOut ? DONE[action] : `to ${action}`}: ${reason}`]
}
