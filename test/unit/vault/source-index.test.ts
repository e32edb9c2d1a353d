import { describe, expect, test } from '@jest/globals'
import { commitPoint } from '../../../shared/vault/commit.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO, preparedPoint } from '../../fakes/points.ts'

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:orders'

function open() {
  const store = createMemoryStore()
  const clock = { now: () => new Date(0), sleep: async () => {} }
  const vault = createVault({ store, clock, newId: () => 'new' })
  const functionsOf = (account: string, arn: string) => Array.fromAsync(vault.functionsOf(account, arn))
  return { store, vault, functionsOf }
}

describe("the vault's index of sources", () => {
  test('leads from a source to every function that was entered, in any region, by the keys alone', async () => {
    const { store, vault, functionsOf } = open()
    const others = [
      { ...HELLO, name: 'bill' },
      { ...HELLO, zone: 'eu-west-2' },
    ]
    for (const resource of [HELLO, ...others]) await vault.noteSource(resource, TOPIC)
    let loads = 0
    const load = store.load.bind(store)
    store.load = async (key) => {
      loads += 1
      return load(key)
    }
    expect(await functionsOf(HELLO.account, TOPIC)).toEqual([others[0], HELLO, others[1]])
    expect(loads).toBe(0)
  })

  test('knows nothing of another source, nor of another account', async () => {
    const { vault, functionsOf } = open()
    await vault.noteSource(HELLO, TOPIC)
    expect(await functionsOf(HELLO.account, `${TOPIC}2`)).toEqual([])
    expect(await functionsOf('210987654321', TOPIC)).toEqual([])
  })

  test('takes the same entry again and leaves it as it is', async () => {
    const { store, vault } = open()
    await vault.noteSource(HELLO, TOPIC)
    const before = [...store.objects]
    await vault.noteSource(HELLO, TOPIC)
    expect([...store.objects]).toEqual(before)
  })

  test('says in words what an entry means', async () => {
    const { store, vault } = open()
    await vault.noteSource(HELLO, TOPIC)
    const entry = [...store.objects].find(([key]) => key.startsWith('sources/'))![1]
    expect(JSON.parse(Buffer.from(entry.bytes).toString())).toEqual({
      format: 1,
      source: TOPIC,
      resource: HELLO,
    })
  })

  test('is part of the format: verify has nothing to say of it', async () => {
    const { store, vault } = open()
    await commitPoint(vault, preparedPoint('a'), undefined)
    await vault.noteSource(HELLO, TOPIC)
    const { damage, notices } = await verify(store)
    expect([damage, notices]).toEqual([[], []])
  })
})
