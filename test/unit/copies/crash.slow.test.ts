import { describe, expect, jest, test } from '@jest/globals'
import * as fc from 'fast-check'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import { VaultUnavailableError } from '../../../shared/errors.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import type { Damage } from '../../../shared/vault/verify-report.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { capture, fillVault, put, vaultOver } from '../../fakes/filled-vault.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

jest.setTimeout(60_000)

const clock = fakeClock('2026-01-05T00:00:00.000Z')

function storeAt(url: string): MemoryStore {
  return { ...createMemoryStore(() => clock.now()), url }
}

/** A store that is gone after so many writes; the last one may arrive, and nobody hears of it. */
function dyingAfter(store: ObjectStore, writes: number, isLastWritten: boolean): ObjectStore {
  let left = writes
  const die = () => {
    throw new VaultUnavailableError('The process was killed')
  }
  return {
    ...store,
    write: async (key, body, options) => {
      left -= 1
      if (left < 0 && !(isLastWritten && left === -1)) die()
      const stat = await store.write(key, body, options)
      return left < 0 ? die() : stat
    },
  }
}

/** Everything but what is true of one vault alone. */
function contents({ objects }: MemoryStore) {
  return Object.fromEntries(
    [...objects]
      .filter(
        ([key]) => !/^(?:copies|sweeps|alerts)\/|parts\.json$|lock(?:-\d+)?\.json$|approval-token$/.test(key),
      )
      .map(([key, { bytes }]) => [key, Buffer.from(bytes).toString('base64')]),
  )
}

async function expectWhole(to: MemoryStore): Promise<void> {
  if (!to.objects.has('vault.json')) expect(to.objects.size).toBe(0)
  else expect((await verify(to, { readData: 'all' })).damage.filter((one) => !isUnfinished(one))).toEqual([])
}

/** Two or more manifests of one resource were copied, and its pointer was about to be. */
const isUnfinished = ({ kind }: Damage) => kind === 'pointer-missing' || kind === 'pointer-behind'

describe('a copy that is interrupted', () => {
  test.each([
    [1, false],
    [1, true],
    [16, false],
    [16, true],
  ])(
    'with %i at a time is whole after every write, and the next call completes it',
    async (parallel, isLastWritten) => {
      const from = storeAt('memory:first')
      await fillVault(from)
      for (let writes = 0; ; writes += 1) {
        const to = storeAt('memory:second')
        const dying = dyingAfter(to, writes, isLastWritten)
        const result = await copyVault({ from, to: dying, clock }, { parallel }).catch(
          (error: unknown) => error,
        )
        if (!(result instanceof Error)) break
        expect(result).toBeInstanceOf(VaultUnavailableError)
        if (parallel === 1) await expectWhole(to)
        const resumed = await copyVault({ from, to, clock })
        expect(resumed.state).toBe('complete')
        expect(contents(to)).toEqual(contents(from))
      }
    },
  )
})

/** What may happen to a vault between two copies, and in the middle of one. */
const happening = fc.record({
  name: fc.constantFrom('orders', 'billing', 'gone', 'new'),
  text: fc.string({ minLength: 1, maxLength: 5 }),
  diesAfter: fc.option(fc.nat({ max: 40 })),
})

describe('whatever happens to the vault', () => {
  test('after a complete copy both verify alike', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 8 }), async (happenings) => {
        const [from, to] = [storeAt('memory:first'), storeAt('memory:second')]
        const vault = await fillVault(from)
        for (const { name, text, diesAfter } of happenings) {
          await capture(vault, name, text)
          await put(from, `runs/2026-01-01/${name}/report.json`, JSON.stringify({ text }))
          if (diesAfter === null) continue
          await copyVault({ from, to: dyingAfter(to, diesAfter, true), clock }).catch(() => undefined)
          await expectReadable(to)
        }
        expect((await copyVault({ from, to, clock })).state).toBe('complete')
        const [one, other] = await Promise.all([from, to].map((store) => verify(store, { readData: 'all' })))
        expect(other?.damage).toEqual([])
        expect(other?.checked).toEqual(one?.checked)
        expect(contents(to)).toEqual(contents(from))
      }),
      { numRuns: 60 },
    )
  })
})

/** However it ended, no pointer names what is not there, and no manifest names bytes that are not there. */
async function expectReadable(to: MemoryStore): Promise<void> {
  if (!to.objects.has('vault.json')) return
  const { damage } = await verify(to, { readData: 'all' })
  expect(damage.filter((one) => !isUnfinished(one) && one.kind !== 'previous-missing')).toEqual([])
  await Array.fromAsync(vaultOver(to).listLatest({}))
}
