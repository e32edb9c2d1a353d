import { snsAlerts } from '../aws/alert-topic.ts'
import { createAlertDesk } from '../alerts/alert-desk.ts'
import type { BurstDesk, DeskPorts } from '../alerts/alert-ports.ts'
import { clock } from './clock.ts'
import { logPort } from './observability.ts'
import { openStore } from './open-vault.ts'

/** Where a desk keeps what people know, and where it tells them. */
export interface DeskPlace {
  readonly HOLDFAST_VAULT: string
  readonly HOLDFAST_ALERTS_TOPIC: string
}

/** The desk of a deployed function: it tells by the alerts topic. @param flushLater holds back what comes in a burst */
export function openAlertDesk(
  { HOLDFAST_VAULT, HOLDFAST_ALERTS_TOPIC }: DeskPlace,
  flushLater?: DeskPorts['flushLater'],
): BurstDesk {
  return createAlertDesk({
    store: openStore(HOLDFAST_VAULT, { clock }),
    clock,
    log: logPort,
    publish: snsAlerts(HOLDFAST_ALERTS_TOPIC),
    ...(flushLater && { flushLater }),
  })
}
