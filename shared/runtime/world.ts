import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sqsChangeQueue } from '../aws/change-queue.ts'
import type { ZoneSources } from '../aws/open-zone.ts'
import { openZone } from '../aws/open-zone.ts'
import { captureFunction } from '../capture/capture-function.ts'
import type { ChangePorts } from '../changes/on-change.ts'
import type { Clock, Vault } from '../ports.ts'
import { logPort, metricsPort } from './observability.ts'
import { openVault } from './open-vault.ts'
import type { Settings } from './settings.ts'
import { readSettings } from './settings.ts'

/** Everything that a function touches outside itself, made once per execution environment. */
export interface World extends ChangePorts {
  readonly vault: Vault
}

const clock: Clock = { now: () => new Date(), sleep: (ms) => sleep(ms) }

let opened: World | undefined

/** The world of a deployed function. @throws SettingInvalidError */
export function world(): World {
  opened ??= openWorld(readSettings(process.env))
  return opened
}

function openWorld(settings: Settings): World {
  const vault = openVault(settings.HOLDFAST_VAULT, { clock, newId: randomUUID })
  const zone = zones()
  const account = settings.HOLDFAST_ACCOUNT
  return {
    account,
    vault,
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
function zones(): (region: string) => ZoneSources {
  const open = new Map<string, ZoneSources>()
  return (region) => {
    const found = open.get(region) ?? openZone(region)
    open.set(region, found)
    return found
  }
}
