import type { Scope } from '../capture/scope.ts'
import type { ItemVerification, RestoreItem, RestorePhase } from '../model/restore.ts'
import type { RestorePorts } from './restore-ports.ts'
import type { RestoreRun } from './restore-run.ts'

/** One item to read back. */
export interface ItemToVerify {
  readonly run: RestoreRun
  readonly item: RestoreItem
  /** Its index in the plan. */
  readonly index: number
  /** After which phase: what `enable` brings is not expected before. */
  readonly phase: RestorePhase
  /** When the verification began: what is listed of a region must not be older. */
  readonly since: Date
  /** What functions of a region are read back through. */
  readonly scopeOf: (region: string) => Scope
}

/** Reads one restored resource back and compares it with its point. One for each kind of resource, listed in kinds.ts. */
export type VerifyItem = (ports: RestorePorts, one: ItemToVerify) => Promise<ItemVerification>
