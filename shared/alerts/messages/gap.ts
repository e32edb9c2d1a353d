import type { Alert } from '../../model/alert.ts'
import { isTransient } from '../../model/gaps.ts'
import type { GapReason } from '../../model/manifest.ts'
import type { ResourceRef } from '../../model/resource.ts'
import { resourcePath } from '../../model/resource.ts'
import type { CommandPlace } from '../../model/command-place.ts'
import { doctorCommand, inVault } from '../../model/command-place.ts'
import type { Draft } from '../draft.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf, keyOf, shownName, shownResource } from '../draft.ts'

/** A part of a resource that could not be read. */
export interface MissingPart {
  readonly resource: ResourceRef
  readonly part: string
  readonly reason: GapReason
}

/** Gaps of one or more resources that do not close by themselves. @param at when they were met */
export function gapAlerts(gaps: readonly MissingPart[], at: string, place: CommandPlace): readonly Alert[] {
  return gaps.filter((gap) => !isTransient(gap)).map((gap) => gapAppeared(gap, at, place))
}

/** A recovery point lacks a part, and will go on to lack it until somebody does something about it. */
export function gapAppeared({ resource, part, reason }: MissingPart, at: string, place: CommandPlace): Alert {
  return gapAlert(resource, part, {
    state: 'begun',
    // What the region or the kind of function does not have, nobody can give.
    severity: reason === 'unsupported' ? 'info' : 'warning',
    subject: `gap in ${shownResource(resource)}: ${shownName(part)} (${reason})`,
    lines: [
      `${shownName(part)} of ${shownResource(resource)} could not be read: ${reason}. A restore cannot bring it back.`,
    ],
    facts: [
      ['Name', resource.name],
      ['Part', part],
      ['Reason', reason],
    ],
    next: [
      `holdfast show ${shellWord(resource.name)} --zone ${resource.zone} ${inVault(place)}`,
      doctorCommand(place),
    ],
    at,
  })
}

/** A part that was missing is in the newest recovery point, or is not there any more. */
export function gapClosed({ resource, part }: Omit<MissingPart, 'reason'>, at: string): Alert {
  return gapAlert(resource, part, {
    state: 'ended',
    severity: 'info',
    subject: `gap closed in ${shownResource(resource)}: ${shownName(part)}`,
    lines: [`${shownName(part)} of ${shownResource(resource)} is not missing any more.`],
    facts: [
      ['Name', resource.name],
      ['Part', part],
    ],
    next: [],
    at,
  })
}

function gapAlert(
  resource: ResourceRef,
  part: string,
  draft: Omit<Draft, 'kind' | 'key' | 'account' | 'zone' | 'attributes'>,
): Alert {
  const { account, zone, name } = resource
  return alertOf({
    ...draft,
    kind: 'gap',
    key: gapKeyOf(resource, part),
    account,
    zone,
    attributes: { resource: shownName(name), part: shownName(part) },
  })
}

/** The key of the problem that a resource lacks a part. */
export function gapKeyOf(resource: ResourceRef, part: string): string {
  return keyOf(`gap:${resourcePath(resource)}/${part}`)
}
