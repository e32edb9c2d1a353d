import type { ObjectStore, RetentionStore } from '../../shared/ports/object-store.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { expireManifests } from '../../shared/retention/expire.ts'
import { holdPoint } from '../../shared/retention/holds.ts'
import type { CommitResult } from '../../shared/vault/commit.ts'
import { commitPoint, commitTombstone } from '../../shared/vault/commit.ts'
import { createVault } from '../../shared/vault/vault.ts'
import { fakeClock } from './fake-clock.ts'
import { HELLO, blobRef, opening, preparedPoint, preparedTombstone } from './points.ts'

/** The vault over a store, which it begins when it has to. */
export function vaultOver(store: ObjectStore, id = 'vault-1'): Vault {
  return createVault({ store, clock: fakeClock(), newId: () => id })
}

/** Captures a function once more: its description and its package are what `text` says. */
export async function capture(vault: Vault, name: string, text: string): Promise<CommitResult> {
  const resource = { ...HELLO, name }
  const expected = await vault.latest(resource)
  const code = blobRef(text)
  await vault.putBlob(code, opening(text))
  const minute = String((Number(expected?.pointer.takenAt.slice(14, 16) ?? '0') + 1) % 60).padStart(2, '0')
  const takenAt = `2026-01-01T10:${minute}:00.000Z`
  return await commitPoint(vault, preparedPoint(text, { resource, takenAt, code }), expected)
}

/** Writes a small text as an object; over what stands there. */
export async function put(store: ObjectStore, key: string, text: string): Promise<void> {
  const bytes = Buffer.from(text)
  const version = (await store.stat(key))?.version
  await store.write(key, bytes, {
    size: bytes.length,
    condition: version === undefined ? 'absent' : { version },
  })
}

/** A vault with a bit of everything: lines of points, a deletion, a hold, an expiry, an index, reports, an inventory. */
export async function fillVault(store: RetentionStore): Promise<Vault> {
  const vault = vaultOver(store)
  const first = await capture(vault, 'orders', 'orders 1')
  await capture(vault, 'orders', 'orders 2')
  await capture(vault, 'orders', 'orders 3')
  await capture(vault, 'billing', 'billing 1')
  await capture(vault, 'gone', 'gone 1')
  const gone = { ...HELLO, name: 'gone' }
  await commitTombstone(
    vault,
    preparedTombstone({ resource: gone, takenAt: '2026-01-01T10:02:00.000Z' }),
    await vault.latest(gone),
  )
  const clock = fakeClock('2026-01-02T00:00:00.000Z')
  const second = (await vault.latest({ ...HELLO, name: 'billing' }))?.pointer.manifest ?? ''
  await holdPoint({ store, clock }, { manifest: second, by: 'ada', reason: 'audit' })
  await expireManifests(store, [{ manifest: first.manifest, reason: 'no rule keeps it' }], clock.now())
  await vault.noteSource({ ...HELLO, name: 'orders' }, 'arn:aws:sns:eu-west-1:123456789012:orders')
  await vault.writeInventory(
    {
      format: 1,
      account: HELLO.account,
      zone: HELLO.zone,
      listedAt: clock.now().toISOString(),
      functions: {},
    },
    undefined,
  )
  await put(store, 'runs/2026-01-01/run-1/report.json', '{"format":1}')
  await put(store, 'runs/lock-123456789012.json', '{"format":1}')
  await put(store, 'restores/r-1/approval-token', 'token')
  await put(store, 'sweeps/current.json.old', 'of this vault alone')
  await put(store, 'audits/parts.json', 'of this vault alone')
  await put(store, 'alerts/known/1.json', 'of this vault alone')
  return vault
}
