import { createAlertDesk } from '../../shared/alerts/alert-desk.ts'
import type { BurstDesk, DeskPorts } from '../../shared/alerts/alert-ports.ts'
import type { Alert } from '../../shared/model/alert.ts'

/** The desk that deploys, and everything that people got from it. */
export function deskWithPeople(ports: Omit<DeskPorts, 'publish'>): {
  readonly desk: BurstDesk
  readonly told: Alert[]
} {
  const told: Alert[] = []
  const desk = createAlertDesk({ ...ports, publish: async (alert) => void told.push(alert) })
  return { desk, told }
}
