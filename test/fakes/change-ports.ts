import { Readable } from 'node:stream'
import { recentCaptures } from '../../shared/changes/recent-captures.ts'
import type { ChangePorts } from '../../shared/changes/on-change.ts'
import { fakeChangeQueue } from './fake-change-queue.ts'
import { fakeLog, fakeMetrics } from './fake-log.ts'

/** What on-change works with, less what it captures: a vault that knows no source, nobody who is told, time that stands still. */
export function quietChangePorts() {
  return {
    account: '123456789012',
    kinds: [],
    vault: { functionsOf: () => Readable.from([]) },
    recent: recentCaptures(),
    keepActivity: async () => {},
    alerts: { tell: async () => {}, flush: async () => {} },
    place: { vaultUrl: 's3://backup-vault', stack: 'holdfast-prod', hub: 'eu-west-1' },
    queue: fakeChangeQueue(),
    log: fakeLog(),
    metrics: fakeMetrics(),
    clock: { now: () => new Date('2026-11-21T10:00:30Z') },
  } satisfies Omit<ChangePorts, 'capture'>
}
