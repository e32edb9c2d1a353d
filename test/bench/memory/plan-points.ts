import { createHash } from 'node:crypto'
import { NotFoundError } from '../../../shared/errors.ts'
import type { FunctionPoint, Pointer } from '../../../shared/model/manifest.ts'
import type { ResourceRef } from '../../../shared/model/resource.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import { rulingsOf } from '../../../shared/plans/ruling.ts'
import type { ObjectStat, ObjectStore } from '../../../shared/ports/object-store.ts'
import { planRetention } from '../../../shared/retention/plan-retention.ts'
import { latestKey, manifestKey, parseLatestKey, parseManifestKey } from '../../../shared/vault/layout.ts'
import { createVault } from '../../../shared/vault/vault.ts'

/** Plans the retention of a vault that exists only as it is asked for, and prints what came of it. */
const [functions = 0, points = 0] = process.argv.slice(2).map(Number)

/** Bytes of a manifest, as the sample functions have them. */
const SIZE = 9000
const END = Date.parse('2026-11-21T12:00:00Z')
const NOW = new Date(END)

function resourceAt(index: number): FunctionPoint['resource'] {
  const name = `function-${String(index).padStart(6, '0')}`
  return { account: '123456789012', zone: 'eu-west-1', kind: 'function', name }
}

/** A newest manifest, which tells the plan: as large as those of the sample functions. */
function pointAt(key: string): FunctionPoint | undefined {
  const place = parseManifestKey(key)
  if (place?.resource.kind !== 'function') return undefined
  const { resource, id, takenAt } = place
  const policy = {
    Statement: Array.from({ length: 30 }, (_, n) => ({ Sid: `s${n}`, Note: 'x'.repeat(200) })),
  }
  const content = {
    configuration: { Runtime: 'nodejs24.x' },
    tags: { team: 'payments' },
    placement: [],
    policy,
  }
  const head = { format: 1, type: 'point', id, takenAt: takenAt.toISOString(), previous: null } as const
  const rest = {
    cause: { type: 'run', runId: 'bench' },
    writer: 'bench',
    fingerprint: '0'.repeat(64),
  } as const
  const kind = { ...resource, kind: 'function' } as const
  return { ...head, ...rest, resource: kind, content, observed: {}, blobs: [], gaps: [] }
}

/** Milliseconds in three years. */
const SPREAD = 3 * 365 * 24 * 3_600_000

/** Points come the closer together the newer they are. */
function takenAt(back: number): Date {
  return new Date(END - Math.round((back / points) ** 2 * SPREAD))
}

function keyAt(resource: ResourceRef, back: number): string {
  const id = createHash('md5').update(`${resource.name} ${back}`).digest('hex').slice(0, 16)
  return manifestKey({ resource, takenAt: takenAt(back), id })
}

function* stats(): Iterable<ObjectStat> {
  for (let index = 0; index < functions; index += 1) {
    const resource = resourceAt(index)
    for (let back = points - 1; back >= 0; back -= 1) {
      yield { key: keyAt(resource, back), size: SIZE, version: 'w', modifiedAt: NOW }
    }
  }
}

function pointerOf(resource: ResourceRef): Pointer {
  const manifest = keyAt(resource, 0)
  const head = { format: 1, resource, type: 'point', id: manifest.slice(-21, -5), manifest } as const
  return { ...head, takenAt: takenAt(0).toISOString(), fingerprint: '0'.repeat(64) }
}

function documentAt(key: string): object | undefined {
  const resource = parseLatestKey(key)
  if (resource !== undefined) return latestKey(resource) === key ? pointerOf(resource) : undefined
  return pointAt(key) ?? { format: 1, id: 'bench', created: NOW.toISOString() }
}

const store: ObjectStore = {
  url: 'generated:',
  read: (key) => Promise.reject(new NotFoundError(key)),
  stat: () => Promise.resolve(undefined),
  write: () => Promise.reject(new Error('a plan writes nothing')),
  async load(key) {
    const document = documentAt(key)
    return document && { bytes: Buffer.from(JSON.stringify(document)), version: 'w' }
  },
  async *list() {
    yield* stats()
  },
}

const clock = { now: () => NOW, sleep: () => Promise.resolve() }
const vault = createVault({ store, clock, newId: () => 'bench' })
const schedules = { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'Europe/Berlin' }
const keep = {
  last: 5,
  daily: 14,
  weekly: 8,
  monthly: 12,
  withinHourly: '2d',
  withinDaily: '30d',
}
const plans: PlanFile = {
  version: 1,
  schedules,
  plans: {
    orders: { select: [{ tags: { team: 'orders' } }] },
    payments: { select: [{ tags: { team: 'payments' } }], retention: { keep } },
  },
}
const began = performance.now()
const counts = { resources: 0, kept: 0, expired: 0 }
for await (const { verdicts } of planRetention(
  { vault, clock },
  { rules: rulingsOf(plans), filter: {}, holds: new Map(), restores: new Map() },
)) {
  counts.resources += 1
  for (const { keep } of verdicts) counts[keep ? 'kept' : 'expired'] += 1
}
process.stdout.write(JSON.stringify({ ...counts, seconds: (performance.now() - began) / 1000 }))
