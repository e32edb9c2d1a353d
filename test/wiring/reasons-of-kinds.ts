import type { RecordedCall } from '../../local/gateway/recorder.ts'
import type { FactsKind } from '../../shared/triggers/facts-kind.ts'
import type { TriggerKind } from '../../shared/triggers/kind.ts'
import { pascal } from '../../shared/triggers/switches.ts'
import type { Reason } from './explain.ts'
import type { Grant } from './grants.ts'
import { callerOf } from './needs.ts'
import { permissionsOf } from './iam-actions.ts'

/** Functions that capture: one code under two roles. */
const CAPTURING = ['on-change', 'capture-shard']

/** What is declared, what is allowed, and what went over the wire. */
export interface Evidence {
  readonly kinds: readonly Pick<TriggerKind, 'name'>[]
  readonly facts: readonly Pick<FactsKind, 'service'>[]
  readonly grants: readonly Grant[]
  readonly calls: readonly RecordedCall[]
}

/**
 * Reasons for what captures may read of triggers and did not. Nobody writes them down for each kind; they follow from
 * what happened, and there is none where something was made in a service and no capture has read it: such a kind has no
 * test.
 */
export function reasonsOfKinds({ kinds, facts, grants, calls }: Evidence): readonly Reason[] {
  const sids = [
    ...kinds.map(({ name }) => `Read${pascal(name)}`),
    ...facts.map(({ service }) => `ReadFactsOf${pascal(service)}`),
  ]
  const own = grants.filter((grant) => sids.includes(grant.sid.replace(/\d+$/, '')))
  const used = new Set(calls.filter(hasWritten).map(({ service }) => service))
  const made = new Set(calls.filter(isOfCapture).flatMap(actionsOf))
  return own.flatMap((grant) => reasonFor(grant, { used, made }) ?? [])
}

interface Happened {
  /** Services in which anybody made or changed anything. */
  readonly used: ReadonlySet<string>
  /** Actions that any capture used. */
  readonly made: ReadonlySet<string>
}

function reasonFor({ function: name, sid, action }: Grant, { used, made }: Happened): Reason | undefined {
  const reason = { functions: [name], sid, actions: [action] }
  const [service = ''] = action.split(':')
  if (made.has(action)) {
    return {
      ...reason,
      because: 'One code reads it under both roles, on whichever resource.',
      mayBeUsed: true,
    }
  }
  if (used.has(service)) return undefined
  return { ...reason, because: `Nothing on this machine is in ${service}: there was nothing to read.` }
}

function hasWritten({ kind, status }: RecordedCall): boolean {
  return kind === 'write' && status >= 200 && status < 400
}

function isOfCapture(call: RecordedCall): boolean {
  return CAPTURING.includes(callerOf(call) ?? '')
}

function actionsOf(call: RecordedCall): readonly string[] {
  return permissionsOf(call).map(({ action }) => action)
}
