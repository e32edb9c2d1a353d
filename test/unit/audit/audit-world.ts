import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type {
  AuditPorts,
  AuditedCopy,
  BucketSettings,
  DeployedSchedules,
  RoleUse,
  TrailSight,
} from '../../../shared/audit/audit-ports.ts'
import type { EndedAudit } from '../../../shared/audit/end-audit.ts'
import { runAudit } from '../../../shared/audit/run-audit.ts'
import type { EncryptionSeen } from '../../../shared/model/audit.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import { readPlans } from '../../../shared/plans/read-plans.ts'
import { recordEnd } from '../../../shared/report/run-list.ts'
import { writeReport } from '../../../shared/report/store.ts'
import type { RunReport, ZoneSummary } from '../../../shared/model/run.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { emptyTally } from '../../../shared/report/tally.ts'

const VAULTS = fileURLToPath(new URL('../../fixtures/vaults', import.meta.url))

/** Far in the future of every point of the fixtures, on a Saturday. */
export const NOW = '2026-01-03T12:00:00.000Z'

export const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/vault'

const PLANS = `
version: 1
default: standard
schedules: { quick: cron(0 3 ? * MON-SAT *), deep: cron(0 3 ? * SUN *) }
plans:
  standard: { objective: 10d, retention: { keep: { within: 7d }, afterDeletion: 1y } }
`

/** The plans that a text says. */
export function plansOf(text = PLANS): PlanFile {
  const { file, problems } = readPlans(text, new Date(NOW))
  if (file === undefined) throw new Error(JSON.stringify(problems))
  return file
}

/** The role that retention deletes under. */
const RETENTION = 'holdfast-prod-ApplyRetentionRole-1'

const denying = (Sid: string, Action: string, more: JsonObject = {}) => ({
  Sid,
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource: 'arn:aws:s3:::vault/*',
  ...more,
})

/** What of the policy in infrastructure/vault.yml protects the vault. */
export const PROTECTING = [
  denying('TlsOnly', 's3:*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  denying('NobodyBypassesLocks', 's3:BypassGovernanceRetention'),
  denying('OnlyRetentionDeletes', 's3:DeleteObject', {
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': [`arn:aws:iam::123456789012:role/${RETENTION}`] } },
  }),
  denying('NobodyDeletesVersions', 's3:DeleteObjectVersion'),
  denying('NobodyOverwritesUnseen', 's3:PutObject', {
    Condition: {
      Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' },
      Bool: { 's3:ObjectCreationOperation': 'true' },
    },
  }),
  denying('WhatIsWrittenOnceStays', 's3:PutObject', {
    Resource: ['vault.json', 'blobs/*', 'points/*', 'sources/*', 'expired/*', 'activity/v1/*'].map(
      (keys) => `arn:aws:s3:::vault/${keys}`,
    ),
    Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
  }),
]

export const SAFE: BucketSettings = {
  algorithm: 'aws:kms',
  key: KEY,
  versioned: true,
  publicBlocked: true,
  lockable: true,
  policy: { Statement: PROTECTING },
}

/** What a role was used for that does what it is for. */
export const USED: RoleUse = {
  role: RETENTION,
  createdAt: '2025-01-01T00:00:00.000Z',
  services: [{ service: 's3', lastUsed: '2026-01-03T11:00:00.000Z', unusedActions: [] }],
}

/** Everything that an audit touches; a test changes what it wants to be found. */
export interface AuditWorld {
  readonly store: MemoryStore
  readonly clock: ReturnType<typeof fakeClock>
  plans: PlanFile
  schedules: DeployedSchedules | undefined
  bucket: BucketSettings
  use: readonly RoleUse[]
  copies: readonly AuditedCopy[]
  /** What is seen of the trails of each zone. */
  trail: TrailSight
  encryption: EncryptionSeen[]
  ports(): AuditPorts
  audit(id?: string): Promise<EndedAudit>
}

/** A world over one of the vaults kept as fixtures. */
export async function fixtureWorld(name = 'good'): Promise<AuditWorld> {
  const store = createMemoryStore(() => new Date(NOW))
  const root = join(VAULTS, name)
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    await put(store, path.slice(root.length + 1), await readFile(path))
  }
  return worldOf(store)
}

/** Puts bytes into a store, as they are. */
export async function put(store: MemoryStore, key: string, bytes: Uint8Array): Promise<void> {
  const version = createHash('sha256').update(bytes).digest('hex')
  store.objects.set(key, { bytes, version, modifiedAt: new Date(NOW) })
}

export function worldOf(store: MemoryStore): AuditWorld {
  const clock = fakeClock(NOW)
  const vault = createVault({ store, clock, newId: () => 'vault' })
  const world: AuditWorld = {
    store,
    clock,
    plans: plansOf(),
    schedules: undefined,
    bucket: SAFE,
    use: [USED],
    copies: [],
    trail: { state: 'ok', what: 'The trail t records management writes.' },
    encryption: [],
    ports: () => ({
      vault,
      store: { ...store, url: 's3://vault' },
      clock,
      log: fakeLog(),
      plans: world.plans,
      schedules: world.schedules,
      sight: { take: () => world.encryption.splice(0) },
      bucket: { readSettings: async () => world.bucket },
      locks: undefined,
      roles: {
        listRoles: async () => world.use.map(({ role }) => role),
        readUse: async (role) => world.use.find((one) => one.role === role)!,
      },
      trails: { isDeployed: async () => true, look: async () => world.trail },
      copies: world.copies,
    }),
    audit: async (auditId = 'audit-1') => {
      const now = clock.now()
      const audit = { auditId, startedAt: now.toISOString() }
      const until = new Date(now.getTime() + 3_600_000)
      return await runAudit(world.ports(), { audit, startedBy: 'ada' }, { until })
    },
  }
  return world
}

/** Writes the report of a run of backups. */
export async function putRun(
  store: MemoryStore,
  run: Pick<RunReport, 'runId' | 'startedAt' | 'mode'> & Partial<RunReport>,
): Promise<void> {
  const report: RunReport = {
    format: 1,
    account: '123456789012',
    endedAt: run.startedAt,
    state: 'succeeded',
    totals: emptyTally(),
    zones: [],
    newZones: [],
    vanishedZones: [],
    unknownZones: [],
    notEnrolled: [],
    ...run,
  }
  await writeReport(store, report)
  await recordEnd(store, report)
}

/** What became of a zone in which nothing was found. */
export const summaryOf = (zone: string): ZoneSummary => ({
  ...emptyTally(),
  zone,
  startedAt: NOW,
  endedAt: NOW,
  state: 'done',
  deleted: [],
  failed: [],
  gaps: [],
  failureKinds: [],
  gapKinds: [],
})

/** Runs that took place when they should have. */
export async function putGoodRuns(store: MemoryStore): Promise<void> {
  const zones = [summaryOf('eu-west-1')]
  await putRun(store, { runId: 'deep', startedAt: '2025-12-28T03:05:00.000Z', mode: 'deep', zones })
  await putRun(store, { runId: 'quick', startedAt: '2026-01-03T03:05:00.000Z', mode: 'quick', zones })
}
