import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { MARGIN, SINGLES, WINDOW } from '../../../shared/alerts/burst-window.ts'
import { alertOf } from '../../../shared/alerts/draft.ts'
import { ServiceFaultError } from '../../../shared/errors.ts'
import type { WindowRef } from '../../../shared/model/alert-record.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import { knownKey } from '../../../shared/vault/alert-layout.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { deskWithPeople } from '../../fakes/told.ts'

type State = 'begun' | 'ended'

const MINUTE = 60_000

/** A desk that holds bursts back, and the queue that brings each window back when it is over. */
function start() {
  const clock = fakeClock()
  const store = createMemoryStore(() => clock.now())
  const log = fakeLog()
  const due: { readonly window: WindowRef; readonly at: number }[] = []
  const flushLater = async (window: WindowRef, seconds: number) =>
    void due.push({ window, at: clock.now().getTime() + seconds * 1000 })
  const { desk, told } = deskWithPeople({ store, clock, log, flushLater })
  const pass = async (ms: number) => {
    const until = clock.now().getTime() + ms
    for (let [next] = due; next !== undefined && next.at <= until; [next] = due) {
      clock.advance(Math.max(0, next.at - clock.now().getTime()))
      await desk.flush(next.window)
      due.shift()
    }
    clock.advance(Math.max(0, until - clock.now().getTime()))
  }
  const tell = async (state: State, ...names: readonly string[]) => {
    for (const name of names) await desk.tell([gap(name, state, clock.now())])
  }
  return { tell, pass, told, store, log }
}

function gap(name: string, state: State, at: Date): Alert {
  const words = {
    severity: 'warning',
    subject: `${state} ${name}`,
    lines: ['.'],
    facts: [],
    next: [],
  } as const
  const from = { account: '123456789012', attributes: {}, at: at.toISOString() }
  return alertOf({ kind: 'gap', key: name, state, ...words, ...from })
}

/** Keys as people get them, in order, a digest as each that it lists. */
function heard(told: readonly Alert[]): readonly string[] {
  return told.flatMap(({ key, state, alerts = [{ key, state }] }) =>
    alerts.map((one) => `${one.state} ${one.key}`),
  )
}

/** As many as are told by themselves, before the others are held back. */
const BURST = Array.from({ length: SINGLES }, (_, n) => `burst${n}`)

describe('what is held back in a burst', () => {
  test('and ended before the digest is told as over, and not that it began', async () => {
    const { tell, pass, told } = start()
    await tell('begun', ...BURST, 'orders', 'stock')
    await pass(2 * MINUTE)
    await tell('ended', 'orders')
    await pass(WINDOW + MARGIN)
    expect(heard(told).slice(SINGLES)).toEqual(['ended orders', 'begun stock'])
    expect(told.at(-1)).toMatchObject({ kind: 'digest', attributes: { alerts: 1 } })
    expect(told.at(-1)?.text).not.toContain('orders')
  })

  test('as an end, and began again before the digest, is not told to be over', async () => {
    const { tell, pass, told } = start()
    await tell('begun', ...BURST, 'orders', 'stock')
    await pass(2 * WINDOW)
    await tell('ended', ...BURST, 'orders', 'stock')
    await pass(2 * MINUTE)
    await tell('begun', 'orders')
    await pass(WINDOW + MARGIN)
    expect(heard(told).slice(BURST.length * 2 + 2)).toEqual(['begun orders', 'ended stock'])
  })

  test('makes no digest when all of it is over, and its ends are told', async () => {
    const { tell, pass, told } = start()
    await tell('begun', ...BURST, 'orders', 'stock')
    await tell('ended', 'orders', 'stock')
    await pass(WINDOW + MARGIN)
    expect(heard(told).slice(SINGLES)).toEqual(['ended orders', 'ended stock'])
  })

  test('is told when it began anew, as it was last', async () => {
    const { tell, pass, told } = start()
    await tell('begun', ...BURST, 'orders')
    await tell('ended', 'orders')
    await pass(MINUTE)
    await tell('begun', 'orders')
    await pass(WINDOW)
    expect(heard(told).slice(SINGLES)).toEqual(['ended orders', 'begun orders'])
  })

  test('is told when nobody can say what people know by then', async () => {
    const { tell, pass, told, store, log } = start()
    await tell('begun', ...BURST, 'gone', 'refused')
    store.objects.delete(knownKey({ kind: 'gap', key: 'gone' }))
    const refused = knownKey({ kind: 'gap', key: 'refused' })
    const load = store.load.bind(store)
    store.load = async (key) => {
      if (key === refused) throw new ServiceFaultError('down')
      return await load(key)
    }
    await pass(WINDOW + MARGIN)
    expect(heard(told).slice(SINGLES)).toEqual(['begun gone', 'begun refused'])
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1)
  })
})

test('whatever begins and ends whenever, what people heard last of each is what is so', async () => {
  const change = fc.record({
    name: fc.integer({ min: 0, max: 9 }).map((n) => `f${n}`),
    pause: fc.integer({ min: 0, max: 100_000 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 30, maxLength: 60 }), async (changes) => {
      const { tell, pass, told } = start()
      const real = new Map<string, State>()
      for (const { name, pause } of changes) {
        await pass(pause)
        const state = real.get(name) === 'begun' ? 'ended' : 'begun'
        real.set(name, state)
        await tell(state, name)
      }
      await pass(WINDOW + MARGIN)
      const last = new Map(heard(told).map((one) => [one.replace(/^\w+ /, ''), one]))
      expect(last).toEqual(new Map([...last.keys()].map((name) => [name, `${real.get(name)} ${name}`])))
      expect([...last.keys()].toSorted()).toEqual([...real.keys()].toSorted())
    }),
    { numRuns: 50 },
  )
})
