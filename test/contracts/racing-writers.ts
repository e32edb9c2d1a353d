import { describe, expect, test } from '@jest/globals'
import type { FunctionPoint } from '../../shared/model/manifest.ts'
import { isPointOf } from '../../shared/model/manifest.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { commitPoint, commitTombstone } from '../../shared/vault/commit.ts'
import { createVault } from '../../shared/vault/vault.ts'
import { verify } from '../../shared/vault/verify.ts'
import { HELLO, preparedPoint, preparedTombstone } from '../fakes/points.ts'
import { commitUntilDone } from './commit-until-done.ts'

const WRITERS = Array.from({ length: 16 }, (_, i) => i)

/** Descriptions of the chain's points, newest first. */
export async function chainOf(vault: Vault): Promise<readonly string[]> {
  const chain: string[] = []
  let key = (await vault.latest(HELLO))?.pointer.manifest ?? null
  while (key !== null) {
    const manifest = await vault.readManifest(key)
    chain.push(isPointOf('function', manifest) ? descriptionOf(manifest) : 'tombstone')
    key = manifest.previous
  }
  return chain
}

function descriptionOf({ content }: FunctionPoint): string {
  const { Description: description } = content.configuration
  return typeof description === 'string' ? description : ''
}

/**
 * What writers that race for one resource may rely on, over any store. Every writer has a vault of its own.
 *
 * @param open gives an empty store for each test; called once per test
 */
export function racingWritersContract(name: string, open: () => Promise<ObjectStore>): void {
  const openVaults = async () => {
    const store = await open()
    const clock = { now: () => new Date(0), sleep: async () => {} }
    const vaults = WRITERS.map((i) => createVault({ store, clock, newId: () => `vault-${i}` }))
    return { store, vaults, vault: vaults[0]! }
  }

  describe(`16 writers at once over ${name}`, () => {
    test('begin one vault together', async () => {
      const { store, vaults } = await openVaults()
      await Promise.all(vaults.map(async (vault) => await vault.latest(HELLO)))
      expect((await Array.fromAsync(store.list(''))).map(({ key }) => key)).toEqual(['vault.json'])
    })

    test('with the same content make one point', async () => {
      const { store, vaults } = await openVaults()
      const point = preparedPoint('same')
      const results = await Promise.all(
        vaults.map(async (vault) => await commitPoint(vault, point, undefined)),
      )
      expect(results.filter(({ state }) => state === 'captured')).toHaveLength(1)
      expect(results.filter(({ state }) => state === 'unchanged')).toHaveLength(15)
      expect(new Set(results.map(({ manifest }) => manifest)).size).toBe(1)
      expect((await verify(store)).damage).toEqual([])
    })

    test('with the same content but different clocks make one point the newest', async () => {
      const { vault, vaults } = await openVaults()
      const results = await Promise.all(
        vaults.map(async (vault, i) => {
          const takenAt = new Date(Date.UTC(2026, 0, 1, 10, 0, i)).toISOString()
          return await commitPoint(vault, preparedPoint('same', { takenAt }), undefined)
        }),
      )
      const captured = results.filter(({ state }) => state === 'captured')
      expect(captured).toHaveLength(1)
      expect((await vault.latest(HELLO))?.pointer.manifest).toBe(captured[0]?.manifest)
      expect(await chainOf(vault)).toEqual(['same'])
    })

    test('with different contents lose none, and the chain is a line that ends at the pointer', async () => {
      const { store, vault, vaults } = await openVaults()
      const states = await Promise.all(
        vaults.map(async (vault, i) => await commitUntilDone(vault, `content ${i}`)),
      )
      expect(new Set(states)).toEqual(new Set(['captured']))
      const chain = await chainOf(vault)
      expect(chain.toSorted()).toEqual(WRITERS.map((i) => `content ${i}`).toSorted())
      expect((await verify(store)).damage).toEqual([])
    })

    test('write one tombstone', async () => {
      const { vault, vaults } = await openVaults()
      await commitPoint(vault, preparedPoint('alive'), undefined)
      const expected = await vault.latest(HELLO)
      const results = await Promise.all(
        vaults.map(async (vault) => await commitTombstone(vault, preparedTombstone(), expected)),
      )
      expect(results.filter(({ state }) => state === 'captured')).toHaveLength(1)
      expect(await chainOf(vault)).toEqual(['tombstone', 'alive'])
    })
  })
}
