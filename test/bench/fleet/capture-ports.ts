import { randomUUID } from 'node:crypto'
import type { CallHooks } from '../../../shared/aws/call-hooks.ts'
import type { CapturePorts } from '../../../shared/capture/capture-function.ts'
import { clock } from '../../../shared/runtime/clock.ts'
import { openRegion } from '../../../shared/runtime/open-region.ts'
import { openVault } from '../../../shared/runtime/open-vault.ts'

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }

/** What a capture touches, as the deployment composes it, without pacing: what is counted does not depend on it. */
export function capturePorts(region: string, vault: string, hooks?: CallHooks): CapturePorts {
  return {
    ...openRegion(region, hooks),
    vault: openVault(vault, { clock, newId: randomUUID }),
    clock,
    log: SILENT,
  }
}
