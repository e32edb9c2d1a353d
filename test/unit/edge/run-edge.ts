import type { EdgePorts } from '../../../shared/edge/capture-edge.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import type { RunMode } from '../../../shared/model/run.ts'
import { ShardWork, ZoneWork } from '../../../shared/model/work.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import { readOutcomes, readZoneSummaries } from '../../../shared/report/store.ts'
import { edgeDriver } from '../../../shared/runs/edge-driver.ts'
import { finishZone } from '../../../shared/runs/finish-zone.ts'
import { LOCK_TTL } from '../../../shared/runs/hold-lock.ts'
import { acquireRunLock, releaseRunLock } from '../../../shared/runs/lock.ts'
import { runShard } from '../../../shared/runs/run-shard.ts'
import { shardZone } from '../../../shared/runs/shard-zone.ts'
import { shardKey, zoneWorkKey } from '../../../shared/vault/run-layout.ts'
import { readDocument } from '../../../shared/vault/stored-documents.ts'
import { EDGE_ACCOUNT } from '../../fakes/fake-cloudfront.ts'
import { fakeMetrics } from '../../fakes/fake-log.ts'

let runs = 0

/** Makes a run over the zone `edge` with the steps that deploy, and tells what it planned and what became of it. */
export async function runEdge(
  edge: EdgePorts & { readonly store: ObjectStore; readonly tellsNobody?: true },
  mode: RunMode = 'quick',
) {
  runs += 1
  const startedAt = edge.clock.now().toISOString()
  const run = { runId: `edge-run-${process.pid}-${runs}`, account: EDGE_ACCOUNT, mode, startedAt }
  const step = { run, zone: 'edge' }
  const usage = () => ({ apiCalls: {}, throttled: 0 })
  const ports = { ...edge, metrics: fakeMetrics(), openZone: () => edgeDriver(edge, usage) }
  await acquireRunLock(edge, run, LOCK_TTL)
  const { shards } = await shardZone(ports, step)
  const deadline = new Date(edge.clock.now().getTime() + 15 * 60_000)
  for (const shard of shards) await runShard(ports, { ...step, shard }, deadline)
  await finishZone(ports, { ...step, failure: undefined })
  await releaseRunLock(edge, run)

  const works = await Promise.all(
    shards.map((n) => readDocument(edge.store, ShardWork, shardKey(run, 'edge', n))),
  )
  const items = works.flatMap((work) =>
    work.items.map((item) => ({ ...item, key: `${item.kind}/${item.name}` })),
  )
  const lines = await Array.fromAsync(readOutcomes(edge.store, run, 'edge'))
  const [summary] = await Array.fromAsync(readZoneSummaries(edge.store, run))
  const { found } = await readDocument(edge.store, ZoneWork, zoneWorkKey(run, 'edge'))
  return {
    read: items.filter(({ listed }) => listed !== undefined).map(({ key }) => key),
    gone: items.filter(({ listed }) => listed === undefined).map(({ key }) => key),
    outcomes: lines.filter((line): line is Outcome => line.type !== 'shard-end'),
    counts: {
      listed: found,
      captured: summary!.captured,
      unchanged: summary!.unchanged,
      deleted: summary!.deletedCount,
      failed: summary!.failedCount,
    },
  }
}
