import { createHash } from 'node:crypto'
import { NotFoundError } from '../../../shared/errors.ts'
import type { Pointer } from '../../../shared/model/manifest.ts'
import { RetentionRules } from '../../../shared/model/retention.ts'
import type { ResourceRef } from '../../../shared/model/resource.ts'
import type { ObjectStat, ObjectStore } from '../../../shared/ports.ts'
import { planRetention } from '../../../shared/retention/plan-retention.ts'
import { latestKey, manifestKey, parseLatestKey } from '../../../shared/vault/layout.ts'
import { createVault } from '../../../shared/vault/vault.ts'

/** Plans the retention of a vault that exists only as it is asked for, and prints what came of it. */
const [functions = 0, points = 0] = process.argv.slice(2).map(Number)

/** Bytes of a manifest, as the sample functions have them. */
const SIZE = 9000
const END = Date.parse('2026-11-21T12:00:00Z')
const NOW = new Date(END)

function resourceAt(index: number): ResourceRef {
  const name = `function-${String(index).padStart(6, '0')}`
  return { account: '123456789012', zone: 'eu-west-1', kind: 'function', name }
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

const store: ObjectStore = {
  url: 'generated:',
  read: (key) => Promise.reject(new NotFoundError(key)),
  stat: () => Promise.resolve(undefined),
  write: () => Promise.reject(new Error('a plan writes nothing')),
  async load(key) {
    const resource = parseLatestKey(key)
    const document = resource ? pointerOf(resource) : { format: 1, id: 'bench', created: NOW.toISOString() }
    if (resource !== undefined && latestKey(resource) !== key) return undefined
    return { bytes: Buffer.from(JSON.stringify(document)), version: 'w' }
  },
  async *list() {
    yield* stats()
  },
}

const clock = { now: () => NOW, sleep: () => Promise.resolve() }
const vault = createVault({ store, clock, newId: () => 'bench' })
const rules = RetentionRules.parse({
  last: 5,
  daily: 14,
  weekly: 8,
  monthly: 12,
  withinHourly: { days: 2 },
  withinDaily: { days: 30 },
  timeZone: 'Europe/Berlin',
})
const began = performance.now()
const counts = { resources: 0, kept: 0, expired: 0 }
for await (const { verdicts } of planRetention(
  { vault, clock },
  { rules, filter: {}, holds: new Map(), restores: new Map() },
)) {
  counts.resources += 1
  for (const { keep } of verdicts) counts[keep ? 'kept' : 'expired'] += 1
}
process.stdout.write(JSON.stringify({ ...counts, seconds: (performance.now() - began) / 1000 }))
