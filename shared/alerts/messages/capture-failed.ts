import type { Alert } from '../../model/alert.ts'
import type { ResourceRef } from '../../model/resource.ts'
import { resourcePath } from '../../model/resource.ts'
import type { CommandPlace } from '../../model/command-place.ts'
import { backupCommand, deadLettersCommand, doctorCommand } from '../../model/command-place.ts'
import { alertOf, shownName, shownResource } from '../draft.ts'

/** A change that could not be captured, or lacks a part, and is not tried again: its message is in the dead-letter queue. */
export interface LostCapture {
  readonly account: string
  /** What changed; `undefined` when the message could not be read. */
  readonly resource: ResourceRef | undefined
  /** Of the message. */
  readonly messageId: string
  /** Name of the error. */
  readonly error: string
  readonly at: string
}

/**
 * A change was not captured: until the next run there is no recovery point of it. Changes of one resource are one problem,
 * however many messages tell of them; of a message that nobody can read nothing tells that it is over.
 */
export function captureFailed(
  { account, resource, messageId, error, at }: LostCapture,
  place: CommandPlace,
): Alert {
  const what = resource === undefined ? 'a change' : shownResource(resource)
  return alertOf({
    kind: 'capture-failed',
    key: resource === undefined ? `capture-failed:${account}/${messageId}` : captureFailedKey(resource),
    state: resource === undefined ? 'once' : 'begun',
    severity: 'warning',
    subject: `capture of ${what} failed (${shownName(error)})`,
    lines: [
      resource === undefined
        ? `A message about a change could not be read: ${shownName(error)}.`
        : `${shownResource(resource)} changed, and could not be captured, or not whole: ${shownName(error)}.`,
      resource === undefined
        ? 'What it was about has no newer point until the next deep run, which reads every function again.'
        : 'Its earlier recovery points stay; there is none of this change until it is captured, at the latest by the next deep run.',
      'The message is in the dead-letter queue.',
    ],
    facts: [
      ['Error', error],
      ...(resource === undefined ? [] : [['Name', resource.name] as const]),
      ['Message', messageId],
    ],
    next: [
      deadLettersCommand(place, 'changes'),
      ...(resource === undefined ? [] : [backupCommand(resource, place)]),
      doctorCommand(place),
    ],
    at,
    account,
    zone: resource?.zone,
    attributes: resource === undefined ? {} : { resource: shownName(resource.name) },
  })
}

/** A resource is captured again, or is gone: nothing that changed is missing any more. @param at when that was known */
export function capturedAgain(resource: ResourceRef, at: string): Alert {
  const { account, zone, name } = resource
  return alertOf({
    kind: 'capture-failed',
    key: captureFailedKey(resource),
    state: 'ended',
    severity: 'info',
    subject: `${shownResource(resource)} is captured again`,
    lines: [
      `A change of ${shownResource(resource)} could not be captured before. A later capture succeeded, and saw it.`,
    ],
    facts: [['Name', name]],
    next: [],
    at,
    account,
    zone,
    attributes: { resource: shownName(name) },
  })
}

/** The key of the problem that changes of a resource cannot be captured. */
export function captureFailedKey(resource: ResourceRef): string {
  return `capture-failed:${resourcePath(resource)}`
}
