import type { Stack } from '../ports/zones-api.ts'

/** What is looked at. Each is a promise that something else rests on; docs/cli.md says which. */
export type CheckName =
  | 'deployment'
  | 'regions'
  | 'trail'
  | 'key-value-trail'
  | 'forwarding'
  | 'queue-mapping'
  | 'dead-letters'
  | 'alerts'
  | 'schedules'
  | 'vault'
  | 'vault-bucket'
  | 'permissions'
  | 'quotas'
  | 'clock'

/**
 * `ok`: it is as it must be. `warning`: a promise holds, but not for long or not wholly. `problem`: one is broken.
 * `unknown`: it could not be looked at, for the reason in `what`; never taken for `ok`.
 */
export type FindingState = 'ok' | 'warning' | 'problem' | 'unknown'

/** One thing that was looked at, in one zone. */
export interface Finding {
  readonly check: CheckName
  readonly zone: string
  readonly state: FindingState
  /** One sentence. Never a secret. */
  readonly what: string
  /** The exact command that mends it, where there is one. */
  readonly mend?: string
  /** Where deploying again mends it: the parameters that this changes, if any. */
  readonly deploys?: Stack['parameters']
}

/** Where a check looks; it makes findings that say so. */
export interface Place {
  readonly check: CheckName
  readonly zone: string
}

export function ok(place: Place, what: string): Finding {
  return { ...place, state: 'ok', what }
}

export function warning(place: Place, what: string, mend?: string): Finding {
  return { ...place, state: 'warning', what, ...(mend !== undefined && { mend }) }
}

export function problem(place: Place, what: string, mend?: string): Finding {
  return { ...place, state: 'problem', what, ...(mend !== undefined && { mend }) }
}

export function unknown(place: Place, what: string, mend?: string): Finding {
  return { ...place, state: 'unknown', what, ...(mend !== undefined && { mend }) }
}
