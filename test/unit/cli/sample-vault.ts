import { Readable } from 'node:stream'
import type { FunctionContent, Gap } from '../../../shared/model/manifest.ts'
import type { ResourceRef } from '../../../shared/model/resource.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import { commitPoint, commitTombstone } from '../../../shared/vault/commit.ts'
import type { PreparedPoint } from '../../../shared/vault/commit.ts'
import { pointFingerprint } from '../../../shared/vault/fingerprint.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { blobRef } from '../../fakes/points.ts'
import { zipOf } from '../../fakes/zip.ts'

export const SECRET = 'hunter2-secret'

/** A Lambda function as a resource. */
type SampleFunction = ResourceRef & { readonly kind: 'function' }

export const ORDERS: SampleFunction = {
  account: '111122223333',
  zone: 'eu-west-1',
  kind: 'function',
  name: 'orders',
}

/** One state of a function, to be put into a sample vault. */
export interface SampleState {
  readonly at: string
  readonly resource?: SampleFunction
  readonly content?: Partial<FunctionContent>
  readonly code?: Readonly<Record<string, string>>
  readonly gaps?: readonly Gap[]
}

/** A vault in memory that fills by hand. */
export async function sampleVault() {
  const store = createMemoryStore()
  const clock = { now: () => new Date('2026-11-01T00:00:00.000Z'), sleep: () => Promise.resolve() }
  const vault = createVault({ store, clock, newId: () => 'vault' })
  return {
    store,
    vault,
    put: (state: SampleState) => putState(vault, state),
    remove: (at: string, resource = ORDERS) => removeFunction(vault, resource, at),
  }
}

/**
 * Two points of `orders`, which differ in timeout, code and the value of an environment variable; `mailer`,
 * which has a gap, in another zone; and `old`, which was deleted.
 */
export async function filledVault(): Promise<{
  readonly store: MemoryStore
  readonly ids: readonly string[]
}> {
  const { store, put, remove } = await sampleVault()
  const first = await put({ at: '2026-11-20T10:00:00.000Z', ...ordersState(3, SECRET, 'one') })
  const second = await put({ at: '2026-11-21T10:00:00.000Z', ...ordersState(10, `${SECRET}-new`, 'two') })
  const mailer = { ...ORDERS, zone: 'us-east-1', name: 'mailer' }
  const gaps = [{ part: 'policy', reason: 'access-denied', message: 'GetPolicy: AccessDenied' } as const]
  const third = await put({ at: '2026-11-21T11:00:00.000Z', resource: mailer, gaps })
  const old = { ...ORDERS, name: 'old' }
  await put({ at: '2026-11-19T10:00:00.000Z', resource: old })
  const tombstone = await remove('2026-11-19T11:00:00.000Z', old)
  return { store, ids: [first, second, third, tombstone] }
}

function ordersState(timeout: number, secret: string, body: string): Omit<SampleState, 'at'> {
  const configuration = {
    FunctionName: 'orders',
    Timeout: timeout,
    Environment: { Variables: { TOKEN: secret } },
  }
  const versions = [{ version: '1', configuration: { ...configuration, Version: '1' } }]
  const code = { 'index.mjs': `first\n${body}\nlast\n`, '.env': `TOKEN=${secret}\n`, [`${body}.txt`]: body }
  return { content: { configuration, versions, policy: null, aliases: [] }, code }
}

async function putState(vault: Vault, state: SampleState): Promise<string> {
  const zip = await zipOf(state.code ?? { 'index.js': 'same' })
  const blob = blobRef(zip)
  await vault.putBlob(blob, async () => Readable.from([zip]))
  const resource = state.resource ?? ORDERS
  const content: FunctionContent = {
    configuration: { FunctionName: resource.name },
    code: { type: 'zip', blob },
    ...state.content,
  }
  const gaps = [...(state.gaps ?? [])]
  const point: PreparedPoint = {
    resource,
    takenAt: state.at,
    cause: { type: 'run', runId: 'r1' },
    writer: '0.0.0',
    fingerprint: pointFingerprint(content, gaps),
    content,
    observed: {},
    blobs: [blob],
    gaps,
  }
  const { id } = await commitPoint(vault, point, await vault.latest(resource))
  return id
}

async function removeFunction(vault: Vault, resource: ResourceRef, at: string): Promise<string> {
  const cause = { type: 'run', runId: 'r1' } as const
  const tombstone = { resource, takenAt: at, cause, writer: '0.0.0' }
  const { id } = await commitTombstone(vault, tombstone, await vault.latest(resource))
  return id
}
