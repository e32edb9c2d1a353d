import { describe, expect, test } from '@jest/globals'
import type { CopyFindingKind } from '../../../shared/copies/compare-copy.ts'
import { compareCopy } from '../../../shared/copies/compare-copy.ts'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import { hasDamage, summarizeCopy } from '../../../shared/copies/copy-state.ts'
import { blobKey, latestKey } from '../../../shared/vault/layout.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { capture, fillVault } from '../../fakes/filled-vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, blobRef } from '../../fakes/points.ts'

const HOUR = 3_600_000

/** A vault and a copy of it, made a day after; time goes on by the clock alone. */
async function copied() {
  const clock = fakeClock('2026-01-05T00:00:00.000Z')
  const from = { ...createMemoryStore(() => clock.now()), url: 'memory:first' }
  const to = { ...createMemoryStore(() => clock.now()), url: 'memory:second' }
  const vault = await fillVault(from)
  clock.advance(24 * HOUR)
  await copyVault({ from, to, clock })
  clock.advance(HOUR)
  return { from, to, vault, clock }
}

const billing = { ...HELLO, name: 'billing' }

describe('comparing a vault with its copy', () => {
  test('finds nothing after a complete copy', async () => {
    const { from, to } = await copied()
    expect(await Array.fromAsync(compareCopy(from, to))).toEqual([])
  })

  test('names the bytes, the point and the pointer of what was captured since', async () => {
    const { from, to, vault } = await copied()
    const { manifest } = await capture(vault, 'billing', 'billing 2')
    expect(await Array.fromAsync(compareCopy(from, to))).toMatchObject([
      { kind: 'blob-missing', key: blobKey(blobRef('billing 2').sha256) },
      { kind: 'point-missing', key: manifest },
      { kind: 'pointer-behind', key: latestKey(billing) },
    ])
  })

  test('names what was lost from the copy, and what was cut short in it', async () => {
    const { from, to, vault } = await copied()
    const { manifest } = (await vault.latest(billing))!.pointer
    const blob = blobKey(blobRef('orders 2').sha256)
    const hold = [...to.objects.keys()].find((key) => key.startsWith('holds/'))!
    to.objects.set(blob, { ...to.objects.get(blob)!, bytes: Buffer.from('o') })
    to.objects.set(manifest, { ...to.objects.get(manifest)!, bytes: Buffer.from('{') })
    to.objects.delete(hold)
    to.objects.delete(latestKey(billing))
    expect(await Array.fromAsync(compareCopy(from, to))).toMatchObject([
      { kind: 'blob-damaged', key: blob },
      { kind: 'point-damaged', key: manifest },
      { kind: 'hold-missing', key: hold },
      { kind: 'pointer-missing', key: latestKey(billing) },
    ])
  })

  test('finds the same wherever it begins: it comes round', async () => {
    const { from, to } = await copied()
    const all = [...to.objects.keys()]
    for (const key of all) to.objects.delete(key)
    const whole = await Array.fromAsync(compareCopy(from, to))
    expect(whole.length).toBeGreaterThan(5)
    for (const { key: after } of [...whole, { key: 'blobs/zz' }, { key: 'runs/x' }]) {
      const found = await Array.fromAsync(compareCopy(from, to, undefined, { after }))
      const at = whole.findIndex(({ key }) => key === after) + 1
      expect(found).toEqual(
        at === 0 ? expect.arrayContaining(whole) : [...whole.slice(at), ...whole.slice(0, at)],
      )
      expect(found).toHaveLength(whole.length)
    }
  })

  test('stops before the key that it may not go on with', async () => {
    const { from, to, vault } = await copied()
    const { manifest } = await capture(vault, 'billing', 'billing 2')
    const seen: string[] = []
    const goesOn = (key: string) => {
      seen.push(key)
      return key !== manifest
    }
    expect(await Array.fromAsync(compareCopy(from, to, undefined, { goesOn }))).toMatchObject([
      { kind: 'blob-missing', key: blobKey(blobRef('billing 2').sha256) },
    ])
    expect(seen.at(-1)).toBe(manifest)
  })

  test('does not mind what the copy has besides', async () => {
    const { from, to } = await copied()
    from.objects.delete(latestKey(billing))
    expect(await Array.fromAsync(compareCopy(from, to))).toEqual([])
  })

  test('looks only at the resources that the copy is for', async () => {
    const { from, to, vault } = await copied()
    await capture(vault, 'billing', 'billing 2')
    const filter = { name: 'orders', selects: ({ name }: { name: string }) => name === 'orders' }
    expect(await Array.fromAsync(compareCopy(from, to, filter))).toEqual([])
  })
})

describe('the state of a copy', () => {
  test('lags by the age of the oldest point that it lacks', async () => {
    const { from, to, vault, clock } = await copied()
    await capture(vault, 'billing', 'billing 2')
    clock.advance(2 * HOUR)
    await capture(vault, 'billing', 'billing 3')
    const state = await summarizeCopy(compareCopy(from, to), { now: clock.now(), allowed: HOUR })
    expect(state).toMatchObject({
      counts: { 'blob-missing': 2, 'point-missing': 2, 'pointer-behind': 1 },
      lag: 7200,
      overdue: 2,
    })
    expect(state.findings.map(({ kind }) => kind)).toEqual(['blob-missing', 'point-missing'])
  })

  test('may lack for a while what is new, and may never be damaged', async () => {
    const { from, to, vault, clock } = await copied()
    await capture(vault, 'billing', 'billing 2')
    const blob = blobKey(blobRef('orders 2').sha256)
    to.objects.set(blob, { ...to.objects.get(blob)!, bytes: Buffer.from('o') })
    const state = await summarizeCopy(compareCopy(from, to), { now: clock.now(), allowed: 1000 * HOUR })
    expect(state.overdue).toBe(1)
    expect(state.findings).toMatchObject([{ kind: 'blob-damaged', key: blob }])
  })

  test('has no lag when it lacks nothing', async () => {
    const { from, to, clock } = await copied()
    const state = await summarizeCopy(compareCopy(from, to), { now: clock.now(), allowed: HOUR })
    expect(state).toEqual({ counts: {}, bytes: 0, lag: 0, overdue: 0, findings: [] })
  })

  test('is damaged whatever else it lacks', async () => {
    const since = new Date('2026-01-01T00:00:00Z')
    const finding = (kind: CopyFindingKind, key: number) => ({ kind, key: String(key), since, size: 1 })
    async function* findings() {
      for (let key = 0; key < 1500; key += 1) yield finding('blob-missing', key)
      yield finding('point-damaged', 1500)
    }
    const state = await summarizeCopy(findings(), { now: new Date('2026-01-05T00:00:00Z'), allowed: 0 })
    expect(state.findings.map(({ kind }) => kind)).not.toContain('point-damaged')
    expect(hasDamage(state)).toBe(true)
    expect(hasDamage({ counts: { 'blob-missing': 1 } })).toBe(false)
  })
})
