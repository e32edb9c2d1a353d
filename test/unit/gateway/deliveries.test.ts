import { describe, expect, test } from '@jest/globals'
import { type DeliveryOptions, openDeliveries } from '../../../local/gateway/deliveries.ts'
import { seededRandom } from '../../../local/gateway/random.ts'

const calm: DeliveryOptions = { delayMs: 0, duplicateRate: 0, disorderRate: 0, disorderMs: 20 }

function open(options: DeliveryOptions, deliver: (item: number) => Promise<void>, failures: unknown[] = []) {
  return openDeliveries<number>(options, {
    deliver,
    onFailure: (error) => failures.push(error),
    random: seededRandom(3),
  })
}

/** Delivers 0 to 99, each when its time has come. */
async function deliveredWith(options: DeliveryOptions): Promise<number[]> {
  const seen: number[] = []
  const deliveries = open(options, async (item) => void seen.push(item))
  for (let item = 0; item < 100; item += 1) deliveries.add('lane', item)
  while (deliveries.counts().pending > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  return seen
}

const inOrder = Array.from({ length: 100 }, (_, item) => item)

describe('deliveries', () => {
  test('keep their order when nothing is left to chance', async () => {
    expect(await deliveredWith(calm)).toEqual(inOrder)
  })

  test('come twice as often as they are told to, and none is lost', async () => {
    const seen = await deliveredWith({ ...calm, duplicateRate: 0.3 })
    expect(new Set(seen).size).toBe(100)
    expect(seen.length).toBeGreaterThan(110)
    expect(seen.length).toBeLessThan(150)
  })

  test('come out of order as often as they are told to, and none is lost', async () => {
    const seen = await deliveredWith({ ...calm, disorderRate: 0.3 })
    expect(seen).not.toEqual(inOrder)
    expect(seen.toSorted((a, b) => a - b)).toEqual(inOrder)
  })

  test('wait one for the other in their lane, however long one takes', async () => {
    const seen: number[] = []
    const deliveries = open(calm, async (item) => {
      await new Promise((resolve) => setTimeout(resolve, item === 0 ? 20 : 0))
      seen.push(item)
    })
    deliveries.add('lane', 0)
    deliveries.add('lane', 1)
    await deliveries.flush()
    expect(seen).toEqual([0, 1])
  })

  test('that fail are counted and told of, and hold up nothing', async () => {
    const failures: unknown[] = []
    const deliver = async (item: number) => {
      if (item === 0) throw new Error('no bus')
    }
    const deliveries = open(calm, deliver, failures)
    deliveries.add('lane', 0)
    deliveries.add('lane', 1)
    await deliveries.flush()
    expect(deliveries.counts()).toMatchObject({ delivered: 1, failed: 1, pending: 0 })
    expect(failures).toEqual([new Error('no bus')])
  })

  test('that are pending at the end are dropped and counted', async () => {
    const seen: number[] = []
    const deliveries = open({ ...calm, delayMs: 60_000 }, async (item) => void seen.push(item))
    deliveries.add('lane', 0)
    await deliveries.close()
    expect(seen).toEqual([])
    expect(deliveries.counts()).toMatchObject({ dropped: 1, pending: 0 })
  })
})
