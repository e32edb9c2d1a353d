import { expect, test } from '@jest/globals'
import { lockingVault } from '../../../../shared/immutability/locking-vault.ts'
import { PlanFile } from '../../../../shared/plans/plan-file.ts'
import { carryOutRestore } from '../../../../shared/restore/complete-restore.ts'
import { blobKey } from '../../../../shared/vault/layout.ts'
import { createFakeLocks } from '../../../fakes/fake-locks.ts'
import { NAMES, createEdge, edgeWorld, takeAll } from './edge-world.ts'

const DAY = 86_400_000
const PLANS = PlanFile.parse({
  version: 1,
  schedules: { quick: 'cron(0 3 ? * MON-SAT *)', deep: 'cron(0 3 ? * SUN *)' },
  default: 'locked',
  plans: { locked: { immutability: { mode: 'governance', term: '30d' } } },
})

test('the point that a restore takes of a CloudFront function is locked with its blobs as its plan asks', async () => {
  const world = edgeWorld()
  createEdge(world)
  const keys = await takeAll(world)
  world.edge.putFunction(NAMES.function, 'a mistake')
  world.edge.publish(NAMES.function)
  await world.plan([keys.function], { onConflict: 'update' })
  const before = new Set(world.store.objects.keys())
  const { clock, log } = world.ports
  const locks = createFakeLocks(world.store, () => clock.now())
  const vault = lockingVault(world.ports.vault, { locks, plans: PLANS, clock, log })
  const done = await carryOutRestore({ ...world.ports, vault }, 'restore-1')
  expect(done).toMatchObject({ state: 'restored', failures: [] })
  const [key = ''] = [...world.store.objects.keys()].filter(
    (one) => one.startsWith('points/') && !before.has(one),
  )
  const point = await world.ports.vault.readManifest(key)
  const until = new Date(point.takenAt).getTime() + 30 * DAY
  const blobs = point.type === 'point' ? point.blobs : []
  expect(blobs.length).toBeGreaterThan(0)
  for (const locked of [key, ...blobs.map(({ sha256 }) => blobKey(sha256))])
    expect(world.store.objects.get(locked)?.lock?.until.getTime()).toBeGreaterThanOrEqual(until)
})
