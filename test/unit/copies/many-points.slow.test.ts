import { describe, expect, test } from '@jest/globals'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import { commitPoint } from '../../../shared/vault/commit.ts'
import { POINTS_PREFIX, latestKey } from '../../../shared/vault/layout.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { vaultOver } from '../../fakes/filled-vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, preparedPoint } from '../../fakes/points.ts'

describe('copying a resource with more points than are copied one after the other', () => {
  test('moves a pointer only after all the points of its resource, however many there are', async () => {
    const [from, to] = [createMemoryStore(), { ...createMemoryStore(), url: 'memory:second' }]
    const vault = vaultOver(from)
    for (let second = 0; second < 1005; second += 1) {
      const takenAt = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()
      await commitPoint(vault, preparedPoint(takenAt, { takenAt }), await vault.latest(HELLO))
    }
    const standing: number[] = []
    const watched: ObjectStore = {
      ...to,
      write: async (key, body, options) => {
        const points = [...to.objects.keys()].filter((one) => one.startsWith(POINTS_PREFIX))
        if (key === latestKey(HELLO)) standing.push(points.length)
        return await to.write(key, body, options)
      },
    }
    expect((await copyVault({ from, to: watched, clock: fakeClock() })).state).toBe('complete')
    expect(standing).toEqual([1005])
  })
})
