import { randomUUID } from 'node:crypto'
import type { CallHooks } from '../aws/call-hooks.ts'
import { sqsChangeQueue } from '../aws/change-queue.ts'
import type { ZoneSources } from '../aws/open-zone.ts'
import { openZone } from '../aws/open-zone.ts'
import { lambdaPacing } from '../aws/pacing.ts'
import { captureFunction } from '../capture/capture-function.ts'
import type { ChangePorts } from '../changes/on-change.ts'
import { clock } from './clock.ts'
import { logPort, metricsPort } from './observability.ts'
import { openVault } from './open-vault.ts'
import { readChangeSettings } from './settings.ts'

/** Invocations of on-change at once: `MaximumConcurrency` in infrastructure/changes.yml. They divide the share. */
export const CHANGE_CONCURRENCY = 2

/** What on-change touches outside itself. @throws SettingInvalidError */
export function changeWorld(): ChangePorts {
  const settings = readChangeSettings(process.env)
  const vault = openVault(settings.HOLDFAST_VAULT, { clock, newId: randomUUID })
  const account = settings.HOLDFAST_ACCOUNT
  const zone = zones(lambdaPacing(settings.HOLDFAST_QUOTA_SHARE / CHANGE_CONCURRENCY))
  return {
    account,
    clock,
    log: logPort,
    metrics: metricsPort,
    queue: sqsChangeQueue({
      changes: settings.HOLDFAST_CHANGES_QUEUE,
      deadLetters: settings.HOLDFAST_CHANGES_DEAD_LETTERS,
    }),
    capture: (resource, cause) =>
      captureFunction(
        { ...zone(resource.zone), vault, clock, log: logPort },
        { account, region: resource.zone, name: resource.name, cause },
      ),
  }
}

/** The way into each region, opened at its first use and kept with its connections. */
function zones(pacing: CallHooks): (region: string) => ZoneSources {
  const open = new Map<string, ZoneSources>()
  return (region) => {
    const found = open.get(region) ?? openZone(region, pacing)
    open.set(region, found)
    return found
  }
}
