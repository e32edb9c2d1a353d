import { randomUUID } from 'node:crypto'
import type { AuditedCopy } from '../audit/audit-ports.ts'
import type { CopyRoundPorts } from '../copy-execution/copy-round.ts'
import { plannedFilter } from '../copy-execution/planned-filter.ts'
import { clock } from './clock.ts'
import { DEPLOYED_PLANS } from './deployed-plans.ts'
import { logPort } from './observability.ts'
import { openStore, openVault } from './open-vault.ts'
import type { CopySettings, ReportCopySettings } from './settings.ts'

/** Milliseconds of a minute. */
const MINUTE = 60_000

/** Vault and copy, and what of the vault the copy is to hold: all of it, unless plans say. */
export function openCopySides(settings: CopySettings): CopyRoundPorts {
  const { HOLDFAST_VAULT, HOLDFAST_COPY, HOLDFAST_COPY_BY } = settings
  const [region, account] = [settings.HOLDFAST_COPY_REGION, settings.HOLDFAST_COPY_ACCOUNT]
  const vault = openVault(HOLDFAST_VAULT, { clock, newId: randomUUID, whenMissing: 'fail' })
  return {
    from: openStore(HOLDFAST_VAULT, { clock }),
    to: openStore(HOLDFAST_COPY, { clock, findRegion: async () => region }),
    clock,
    log: logPort,
    openFilter:
      HOLDFAST_COPY_BY === 'plans'
        ? () => plannedFilter({ vault, plans: DEPLOYED_PLANS, place: { region, account } })
        : undefined,
  }
}

/** How long the copy may lack what the vault has, in milliseconds. */
export function allowedLag(settings: Pick<ReportCopySettings, 'HOLDFAST_COPY_MAXIMUM_LAG'>): number {
  return settings.HOLDFAST_COPY_MAXIMUM_LAG * MINUTE
}

/** The copy that a deployment makes, as its audit compares it with the vault. */
export function auditedCopy(settings: ReportCopySettings): AuditedCopy {
  const { to, openFilter } = openCopySides(settings)
  return { store: to, openFilter, allowed: allowedLag(settings), isWatched: true }
}
