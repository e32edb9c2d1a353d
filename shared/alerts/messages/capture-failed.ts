import type { Alert } from '../../model/alert.ts'
import type { ResourceRef } from '../../model/resource.ts'
import { alertOf, shownName, shownResource } from '../draft.ts'

/** A change that could not be captured and is not tried again: its message is in the dead-letter queue. */
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

/** A change was not captured: until the next run there is no recovery point of it. */
export function captureFailed({ account, resource, messageId, error, at }: LostCapture): Alert {
  const what = resource === undefined ? 'a change' : shownResource(resource)
  return alertOf({
    kind: 'capture-failed',
    key: `capture-failed:${account}/${messageId}`,
    state: 'once',
    severity: 'warning',
    subject: `capture of ${what} failed (${shownName(error)})`,
    lines: [
      resource === undefined
        ? `A message about a change could not be read: ${shownName(error)}.`
        : `${shownResource(resource)} changed, and could not be captured: ${shownName(error)}.`,
      'The message is in the dead-letter queue. The next deep run reads every function again.',
    ],
    facts: [
      ['Error', error],
      ...(resource === undefined ? [] : [['Name', resource.name] as const]),
      ['Message', messageId],
    ],
    next: ['holdfast dead-letters', 'holdfast doctor'],
    at,
    account,
    zone: resource?.zone,
    attributes: resource === undefined ? {} : { resource: shownName(resource.name) },
  })
}
