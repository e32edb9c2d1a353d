import { randomUUID } from 'node:crypto'
import type { CallHooks } from '../aws/call-hooks.ts'
import { sqsChangeQueue } from '../aws/change-queue.ts'
import { changeLines } from '../activity/change-lines.ts'
import { keepLines } from '../activity/keep-lines.ts'
import { captureFunction } from '../capture/capture-function.ts'
import type { ChangePorts } from '../changes/on-change.ts'
import { flushMessage } from '../changes/own-alerts.ts'
import { recentCaptures } from '../changes/recent-captures.ts'
import { captureEdge } from '../edge/capture-edge.ts'
import type { Cause } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import { TRIGGER_KINDS } from '../triggers/find-kinds.ts'
import { openCaptureVault } from './capture-vault.ts'
import { clock } from './clock.ts'
import { countedPacing } from './counted-pacing.ts'
import { DEPLOYED_PLANS } from './deployed-plans.ts'
import { openEdgePorts } from './edge-ports.ts'
import type { LogKeys } from './log-context.ts'
import { withLogKeys } from './log-context.ts'
import { logPort, metricsPort } from './observability.ts'
import { openAlertDesk } from './open-alert-desk.ts'
import type { RegionSources } from './open-region.ts'
import { openRegion } from './open-region.ts'
import { openStore } from './open-vault.ts'
import { deploymentOf, readChangeSettings } from './settings.ts'

/** Invocations of on-change at once: `MaximumConcurrency` in infrastructure/changes.yml. They divide the share. */
export const CHANGE_CONCURRENCY = 2

/** What on-change touches outside itself. @throws SettingInvalidError */
export function changeWorld(): ChangePorts {
  const settings = readChangeSettings(process.env)
  const vault = openCaptureVault(settings.HOLDFAST_VAULT)
  const store = openStore(settings.HOLDFAST_VAULT, { clock })
  const account = settings.HOLDFAST_ACCOUNT
  const queue = sqsChangeQueue({
    changes: settings.HOLDFAST_CHANGES_QUEUE,
    deadLetters: settings.HOLDFAST_CHANGES_DEAD_LETTERS,
  })
  const pacing = countedPacing(settings.HOLDFAST_QUOTA_SHARE / CHANGE_CONCURRENCY)
  const zone = zones(pacing)
  const edge = openEdgePorts({ vault, clock, log: logPort, account, plans: DEPLOYED_PLANS }, pacing)
  return {
    account,
    kinds: TRIGGER_KINDS,
    vault,
    recent: recentCaptures(),
    clock,
    log: logPort,
    metrics: metricsPort,
    async keepActivity(answered) {
      const lines = answered.flatMap(changeLines)
      const file = { writer: 'on-change', at: clock.now(), id: randomUUID() } as const
      await keepLines({ store, log: logPort, metrics: metricsPort }, file, lines)
    },
    queue,
    alerts: openAlertDesk(settings, async (window, seconds) =>
      queue.sendLater([flushMessage(window)], seconds),
    ),
    place: { vaultUrl: store.url, ...deploymentOf(settings) },
    async capture(resource, cause, triggersChangedAt) {
      const { kind, zone: region, name } = resource
      return withLogKeys(keysOfChange(resource, cause), async () => {
        if (kind !== 'function') return captureEdge(edge, { account, kind, name, cause })
        const ports = { ...zone(region), vault, clock, log: logPort, plans: DEPLOYED_PLANS }
        return captureFunction(ports, { account, region, name, cause, triggersChangedAt })
      })
    },
  }
}

/** Several changes are captured side by side: what each logs says which it was. */
function keysOfChange(resource: ResourceRef, cause: Cause): LogKeys {
  return {
    zone: resource.zone,
    resource: resourcePath(resource),
    ...(cause.type === 'event' && { correlationId: cause.eventId }),
  }
}

/** The way into each region, opened at its first use and kept with its connections. */
function zones(pacing: CallHooks): (region: string) => RegionSources {
  const open = new Map<string, RegionSources>()
  return (region) => {
    const found = open.get(region) ?? openRegion(region, pacing)
    open.set(region, found)
    return found
  }
}
