import type { Alert } from '../../shared/model/alert.ts'
import { RetentionRules } from '../../shared/model/retention.ts'
import { createVault } from '../../shared/vault/vault.ts'
import { fakeClock } from '../fakes/fake-clock.ts'
import { fakeLog, fakeMetrics } from '../fakes/fake-log.ts'
import { fakeFleet } from '../fakes/fleet.ts'
import { createMemoryStore } from '../fakes/memory-store.ts'
import { playAudit } from '../fakes/play-audit.ts'
import { playBackup } from '../fakes/play-backup.ts'
import { playCopy } from '../fakes/play-copy.ts'
import { playRestoreTest } from '../fakes/play-restore-test.ts'
import { playRestore } from '../fakes/play-restore.ts'
import { playRetention } from '../fakes/play-retention.ts'
import { deskWithPeople } from '../fakes/told.ts'
import { AUDITED } from '../fixtures/command-place.ts'
import { fixtureWorld, putGoodRuns } from '../unit/audit/audit-world.ts'
import { testWorld } from '../unit/restore-test/test-world.ts'
import { PLAIN, restoreWorld } from '../unit/restore/restore-world.ts'

type Step = (event: unknown) => Promise<unknown>

/** How an execution went in which all is well but for the steps that were replaced. */
export interface FailedPlay {
  readonly status: 'SUCCEEDED' | 'FAILED'
  /** The name of the error that it failed with. */
  readonly error: string | undefined
  /** Everything that people were told, by whichever step. */
  readonly told: readonly Alert[]
  /** Sums of the metrics that the steps emitted, by name. */
  readonly metrics: Readonly<Record<string, number>>
}

/** Plays one state machine, with steps replaced. */
type Play = (broken: Readonly<Record<string, Step>>) => Promise<FailedPlay>

/** Every state machine by its file. */
export const PLAYS: Readonly<Record<string, Play>> = {
  'backup.asl.json': playBrokenBackup,
  'restore.asl.json': playBrokenRestore,
  'restore-test.asl.json': playBrokenTests,
  'retention.asl.json': playBrokenRetention,
  'audit.asl.json': playBrokenAudit,
  'copy.asl.json': playBrokenCopy,
}

/** Zones are new in the first run, which is news: this is the second. */
async function playBrokenBackup(overrides: Readonly<Record<string, Step>>): Promise<FailedPlay> {
  const fleet = fakeFleet({ 'eu-west-1': ['a', 'b'], 'us-east-1': ['c'] })
  await playBackup(fleet, { mode: 'deep' }, { runId: 'run-0' })
  fleet.alerts.length = 0
  for (const name of Object.keys(fleet.metrics.totals)) delete fleet.metrics.totals[name]
  const { status, error } = await playBackup(fleet, { mode: 'deep' }, { runId: 'run-1', overrides })
  return { status, error, told: fleet.alerts, metrics: fleet.metrics.totals }
}

async function playBrokenRestore(overrides: Readonly<Record<string, Step>>): Promise<FailedPlay> {
  const world = restoreWorld()
  const Role = 'arn:aws:iam::123456789012:role/plain'
  world.around.roles.set('plain', { RoleName: 'plain', Path: '/', Arn: Role })
  world.lambda.create('orders', { ...PLAIN, Role, code: 'code of orders' })
  const point = await world.capture('orders')
  world.lambda.functions.clear()
  const play = { approval: async () => ({}), overrides }
  const { status, error, alerts: told } = await playRestore(world.ports, { points: [point] }, play)
  return { status, error, told, metrics: {} }
}

async function playBrokenTests(broken: Readonly<Record<string, Step>>): Promise<FailedPlay> {
  const world = testWorld()
  await world.protect('a')
  const { status, error } = await playRestoreTest(world, {}, broken)
  return { status, error, told: world.alerts, metrics: world.metrics.totals }
}

async function playBrokenRetention(broken: Readonly<Record<string, Step>>): Promise<FailedPlay> {
  const clock = fakeClock()
  const store = createMemoryStore(() => clock.now())
  const metrics = fakeMetrics()
  const log = fakeLog()
  const { desk, told } = deskWithPeople({ store, clock, log })
  const vault = createVault({ store, clock, newId: () => 'vault' })
  const rulings = () => ({ rules: RetentionRules.parse({ last: 1 }), plan: 'short' })
  const more = { rulings, grace: 1000, account: '123456789012', newId: () => 'sweep-1', desk }
  const { status, error } = await playRetention(
    { store, vault, clock, log, metrics, ...more },
    'run-1',
    broken,
  )
  return { status, error, told, metrics: metrics.totals }
}

async function playBrokenAudit(broken: Readonly<Record<string, Step>>): Promise<FailedPlay> {
  const world = await fixtureWorld()
  await putGoodRuns(world.store)
  const metrics = fakeMetrics()
  const { desk: alerts, told } = deskWithPeople(world.ports())
  const played = {
    ports: () => world.ports(),
    reporting: { metrics, alerts, ...AUDITED },
    limit: () => ({ until: new Date('2100-01-01') }),
  }
  const { status, error } = await playAudit(played, 'audit-1', broken)
  return { status, error, told, metrics: metrics.totals }
}

async function playBrokenCopy(broken: Readonly<Record<string, Step>>): Promise<FailedPlay> {
  const clock = fakeClock()
  const storeAt = (url: string) => ({ ...createMemoryStore(() => clock.now()), url })
  const [from, to] = [storeAt('s3://vault'), storeAt('s3://copy')]
  const [metrics, log] = [fakeMetrics(), fakeLog()]
  const { desk, told } = deskWithPeople({ store: from, clock, log })
  const ports = {
    from,
    to,
    clock,
    log,
    metrics,
    desk,
    openFilter: undefined,
    account: '123456789012',
    allowed: 1000,
  }
  const time = { signal: () => new AbortController().signal, until: () => new Date('2100-01-01') }
  const { status, error } = await playCopy({ ...ports, ...time }, broken)
  return { status, error, told, metrics: metrics.totals }
}
