import type { AlertDesk } from '../ports/alert-desk.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock, Log, Metrics } from '../ports/runtime.ts'
import type { Vault } from '../ports/vault.ts'
import type { Place, RestorePorts } from '../restore/restore-ports.ts'

/** What a function said when it was invoked. */
export interface Answer {
  /** What the function returned, or its error. Data: never logged. */
  readonly payload: Uint8Array
  /** Whether the function ended with an error of its own. */
  readonly isError: boolean
}

/** What a test does in a region besides restoring. Errors as LambdaApi. */
export interface ScratchPlace extends Place {
  /** Invokes a function and waits for its answer. @param payload JSON text */
  readonly invoke: (name: string, payload: string) => Promise<Answer>
  /** A group that is not there is no error. */
  readonly deleteLogGroup: (name: string) => Promise<void>
}

/** What restore tests touch outside themselves. */
export interface TestPorts {
  readonly vault: Vault
  /** The vault's own objects: plans, journals and verdicts stand under `tests/`. */
  readonly store: ObjectStore
  readonly clock: Clock
  readonly log: Log
  /** Signs of life of the lock of a test's restore are given by it. */
  readonly every?: NonNullable<RestorePorts['every']>
  /** The account that `openPlace` leads to. */
  readonly account: string
  /** The same region gives the same place. */
  readonly openPlace: (region: string) => ScratchPlace
}

/** What choosing touches. */
export interface ChoosePorts extends Pick<TestPorts, 'vault' | 'store' | 'clock' | 'log' | 'account'> {
  /** Makes ids that are unlike any other, with eight hexadecimal digits at least, as UUIDs have. */
  readonly newId: () => string
}

/** What reporting touches. */
export interface ReportPorts extends Pick<TestPorts, 'store' | 'clock' | 'log'> {
  readonly metrics: Metrics
  readonly alerts: AlertDesk
}
