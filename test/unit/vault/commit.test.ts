import { describe, expect, test } from '@jest/globals'
import { PreconditionFailedError, ServiceFaultError } from '../../../shared/errors.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import { commitPoint, commitTombstone } from '../../../shared/vault/commit.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, preparedPoint, preparedTombstone } from '../../fakes/points.ts'

function open() {
  const clock = { now: () => new Date(0), sleep: async () => {} }
  const store = createMemoryStore()
  return { store, vault: createVault({ store, clock, newId: () => 'new' }) }
}

const manifestsIn = async (vault: Vault) => await Array.fromAsync(vault.listManifests({}))

describe('committing a point', () => {
  test('writes a manifest that names the one before it, and points to it', async () => {
    const { vault } = open()
    const first = await commitPoint(vault, preparedPoint('a'), undefined)
    const second = await commitPoint(vault, preparedPoint('b'), await vault.latest(HELLO))
    expect(await vault.readManifest(second.manifest)).toMatchObject({ previous: first.manifest })
    const pointer = (await vault.latest(HELLO))?.pointer
    expect(pointer).toMatchObject({ type: 'point', manifest: second.manifest, id: second.id })
  })

  test('of the same content writes nothing and names the point that says it', async () => {
    const { store, vault } = open()
    const first = await commitPoint(vault, preparedPoint('a'), undefined)
    const before = [...store.objects]
    const later = preparedPoint('a', { takenAt: '2026-02-01T00:00:00.000Z' })
    const again = await commitPoint(vault, later, await vault.latest(HELLO))
    expect(again).toEqual({ ...first, state: 'unchanged' })
    expect([...store.objects]).toEqual(before)
  })

  test('of a content that was there before makes a new point with an id of its own', async () => {
    const { vault } = open()
    const states = []
    for (const text of ['a', 'b', 'a']) {
      states.push(await commitPoint(vault, preparedPoint(text), await vault.latest(HELLO)))
    }
    expect(states.map(({ state }) => state)).toEqual(['captured', 'captured', 'captured'])
    expect(new Set(states.map(({ id }) => id)).size).toBe(3)
  })

  test('that lost its race to the same content is unchanged', async () => {
    const { vault } = open()
    const winner = await commitPoint(vault, preparedPoint('a'), undefined)
    const loser = await commitPoint(vault, preparedPoint('a'), undefined)
    expect(loser).toEqual({ ...winner, state: 'unchanged' })
    expect(await manifestsIn(vault)).toHaveLength(1)
  })

  test('that lost its race to another content fails, so that the function is read again', async () => {
    const { vault } = open()
    await commitPoint(vault, preparedPoint('a'), undefined)
    const before = await vault.latest(HELLO)
    await expect(commitPoint(vault, preparedPoint('b'), undefined)).rejects.toThrow(PreconditionFailedError)
    expect(await vault.latest(HELLO)).toEqual(before)
  })

  test('that was interrupted before the pointer is completed by the next', async () => {
    const { vault } = open()
    const broken: Vault = {
      ...vault,
      moveLatest: async () => await Promise.reject(new ServiceFaultError('cut')),
    }
    await expect(commitPoint(broken, preparedPoint('a'), undefined)).rejects.toThrow(ServiceFaultError)
    expect(await vault.latest(HELLO)).toBeUndefined()
    expect((await commitPoint(vault, preparedPoint('a'), undefined)).state).toBe('captured')
    expect(await manifestsIn(vault)).toHaveLength(1)
  })
})

describe('committing a tombstone', () => {
  test('keeps the points, and points to the tombstone', async () => {
    const { vault } = open()
    const { manifest } = await commitPoint(vault, preparedPoint('a'), undefined)
    const buried = await commitTombstone(vault, preparedTombstone(), await vault.latest(HELLO))
    expect(buried.state).toBe('captured')
    expect((await vault.latest(HELLO))?.pointer).toMatchObject({ type: 'tombstone', fingerprint: null })
    expect(await vault.readManifest(buried.manifest)).toMatchObject({ previous: manifest })
    expect(await manifestsIn(vault)).toHaveLength(2)
  })

  test('twice makes one', async () => {
    const { vault } = open()
    await commitPoint(vault, preparedPoint('a'), undefined)
    await commitTombstone(vault, preparedTombstone(), await vault.latest(HELLO))
    const again = await commitTombstone(vault, preparedTombstone(), await vault.latest(HELLO))
    expect(again.state).toBe('unchanged')
  })

  test('is not the end: the same content again makes a new point', async () => {
    const { vault } = open()
    const first = await commitPoint(vault, preparedPoint('a'), undefined)
    await commitTombstone(vault, preparedTombstone(), await vault.latest(HELLO))
    const reborn = await commitPoint(vault, preparedPoint('a'), await vault.latest(HELLO))
    expect(reborn.state).toBe('captured')
    expect(reborn.id).not.toBe(first.id)
  })

  test('that lost its race to a new content fails', async () => {
    const { vault } = open()
    await commitPoint(vault, preparedPoint('a'), undefined)
    const seen = await vault.latest(HELLO)
    await commitPoint(vault, preparedPoint('b'), seen)
    await expect(commitTombstone(vault, preparedTombstone(), seen)).rejects.toThrow(PreconditionFailedError)
  })
})
