import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { createAlertDesk } from '../../../shared/alerts/alert-desk.ts'
import { MARGIN, SINGLES, WINDOW } from '../../../shared/alerts/burst-window.ts'
import { alertOf } from '../../../shared/alerts/draft.ts'
import { ServiceFaultError } from '../../../shared/errors.ts'
import type { WindowRef } from '../../../shared/model/alert-record.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import { knownKey } from '../../../shared/vault/alert-layout.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

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
  const told: Alert[] = []
  /** Keys that SNS refuses at this moment. */
  const refused = new Set<string>()
  const publish = async (alert: Alert) => {
    if (refused.has(alert.key)) throw new ServiceFaultError('SNS is down')
    told.push(alert)
  }
  const desk = createAlertDesk({ store, clock, log, flushLater, publish })
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
  return { tell, pass, told, store, log, desk, clock, refused }
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

describe('what SNS refused, and is told again later', () => {
  /** A problem whose beginning nobody could be told, and which ended. */
  async function endedUntold() {
    const world = start()
    const begun = gap('orders', 'begun', world.clock.now())
    world.refused.add('orders')
    await expect(world.desk.tell([begun])).rejects.toThrow(ServiceFaultError)
    world.refused.clear()
    await world.pass(10 * MINUTE)
    await world.tell('ended', 'orders')
    await world.pass(10 * MINUTE)
    return { ...world, begun }
  }

  test('is no beginning after its end; the end says when it was noticed', async () => {
    const { desk, told, begun, log, tell } = await endedUntold()
    await desk.tell([begun])
    expect(heard(told)).toEqual(['ended orders'])
    expect(told[0]?.text).toContain('It was noticed first at 2026-01-01 10:00:00Z.')
    expect(told[0]?.facts).toEqual([{ name: 'Noticed', value: '2026-01-01 10:00:00Z' }])
    expect(log.lines.map(({ message }) => message)).toContain(
      'an alert came too late: people know what came after it',
    )
    await tell('begun', 'orders')
    expect(heard(told)).toEqual(['ended orders', 'begun orders'])
  })

  test('is no end after it began anew', async () => {
    const { desk, told, refused, clock, tell, pass } = start()
    await tell('begun', 'orders')
    await pass(MINUTE)
    const ended = gap('orders', 'ended', clock.now())
    refused.add('orders')
    await expect(desk.tell([ended])).rejects.toThrow(ServiceFaultError)
    refused.clear()
    await pass(MINUTE)
    await tell('begun', 'orders')
    await desk.tell([ended])
    expect(heard(told)).toEqual(['begun orders', 'begun orders'])
  })

  test('is told all the same where the telling of what came after it was cut off', async () => {
    const { desk, told, refused, clock, tell, pass } = start()
    const begun = gap('orders', 'begun', clock.now())
    refused.add('orders')
    await expect(desk.tell([begun])).rejects.toThrow(ServiceFaultError)
    await pass(MINUTE)
    await expect(tell('ended', 'orders')).rejects.toThrow(ServiceFaultError)
    refused.clear()
    await pass(MINUTE)
    await desk.tell([begun])
    expect(heard(told)).toEqual(['begun orders'])
  })

  test('comes in whatever order: what people heard last is what is so', async () => {
    const change = fc.record({
      pause: fc.integer({ min: 0, max: 100_000 }),
      isRefused: fc.boolean(),
      /** When it is told again; smaller ones before larger ones. */
      turn: fc.integer({ min: 0, max: 9 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const { desk, pass, told, clock, refused } = start()
        const later: { readonly alert: Alert; readonly turn: number }[] = []
        let state: State = 'ended'
        for (const { pause, isRefused, turn } of changes) {
          await pass(pause + 1)
          state = state === 'begun' ? 'ended' : 'begun'
          const alert = gap('orders', state, clock.now())
          if (isRefused) refused.add('orders')
          await desk.tell([alert]).catch(() => later.push({ alert, turn }))
          refused.clear()
        }
        for (const { alert } of later.toSorted((a, b) => a.turn - b.turn)) {
          await pass(MINUTE)
          await desk.tell([alert])
        }
        await pass(WINDOW + MARGIN)
        expect(heard(told).at(-1) ?? 'ended orders').toBe(`${state} orders`)
      }),
      { numRuns: 300 },
    )
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
