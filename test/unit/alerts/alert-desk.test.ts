import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { createAlertDesk } from '../../../shared/alerts/alert-desk.ts'
import { LEASE, decide } from '../../../shared/alerts/decide.ts'
import { alertOf } from '../../../shared/alerts/draft.ts'
import { ServiceFaultError } from '../../../shared/errors.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import type { WindowRef } from '../../../shared/model/alert-record.ts'
import { topicMessage } from '../../../shared/aws/topic-message.ts'
import { knownKey } from '../../../shared/vault/alert-layout.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { deskWithPeople } from '../../fakes/told.ts'

const HOUR = 3_600_000

function start() {
  const clock = fakeClock()
  const store = createMemoryStore(() => clock.now())
  const ports = { store, clock, log: fakeLog() }
  return { ...ports, ports, ...deskWithPeople(ports) }
}

function alert(more: Partial<Alert> = {}): Alert {
  const { key = 'gap:orders', ...others } = more
  const draft = { kind: 'gap', key, state: 'begun', severity: 'warning', subject: `about ${key}` } as const
  const rest = { lines: ['It is so.'], facts: [], next: ['holdfast doctor'], at: '2026-01-01T10:00:00.000Z' }
  return { ...alertOf({ ...draft, ...rest, account: '123456789012', attributes: {} }), ...others }
}

const states = (told: readonly Alert[]) => told.map(({ state }) => state)

describe('a problem', () => {
  test('is told once until it ends, its end once, and anew when it begins again', async () => {
    const { desk, told } = start()
    for (const state of ['begun', 'begun', 'ended', 'ended', 'begun'] as const)
      await desk.tell([alert({ state })])
    expect(states(told)).toEqual(['begun', 'ended', 'begun'])
  })

  test('that people do not know of has no end that is told', async () => {
    const { desk, told } = start()
    await desk.tell([alert({ state: 'ended' })])
    expect(told).toEqual([])
  })

  test.each([
    ['critical', 20, 19],
    ['warning', 164, 163],
  ] as const)('that lasts is told again, as a reminder: %s after %i hours', async (severity, due, notYet) => {
    const { desk, told, clock } = start()
    await desk.tell([alert({ severity })])
    clock.advance(notYet * HOUR)
    await desk.tell([alert({ severity })])
    expect(told).toHaveLength(1)
    clock.advance((due - notYet) * HOUR)
    await desk.tell([alert({ severity })])
    expect(told[1]).toMatchObject({ subject: 'Holdfast: still: about gap:orders', state: 'begun' })
    expect(told[1]!.text).toContain('You were told first at 2026-01-01 10:00:00Z.')
    clock.advance(due * HOUR)
    await desk.tell([alert({ severity })])
    expect(told[2]!.text).toContain('You were told first at 2026-01-01 10:00:00Z.')
  })

  test('that is only good to know is told once', async () => {
    const { desk, told, clock } = start()
    await desk.tell([alert({ severity: 'info' })])
    clock.advance(10_000 * HOUR)
    await desk.tell([alert({ severity: 'info' })])
    expect(told).toHaveLength(1)
  })
})

describe('what happened once', () => {
  test('is told once, however often a step is retried', async () => {
    const { desk, told } = start()
    await desk.tell([alert({ state: 'once' })])
    await desk.tell([alert({ state: 'once' })])
    expect(told).toHaveLength(1)
  })

  test('is told once when one call has it twice', async () => {
    const { desk, told } = start()
    await desk.tell([alert({ state: 'once' }), alert({ state: 'once' })])
    expect(told).toHaveLength(1)
  })
})

describe('of two that see the same at the same time', () => {
  test('one tells', async () => {
    const { ports, told } = start()
    const publish = async (one: Alert) => void told.push(one)
    const [a, b] = [createAlertDesk({ ...ports, publish }), createAlertDesk({ ...ports, publish })]
    await Promise.all([a.tell([alert()]), b.tell([alert()])])
    expect(told).toHaveLength(1)
  })

  test('the other takes over when the first ends in the midst of it', async () => {
    const { ports, desk, told, clock } = start()
    const dying = createAlertDesk({
      ...ports,
      publish: () => Promise.reject(new ServiceFaultError('killed')),
    })
    await expect(dying.tell([alert()])).rejects.toThrow('killed')
    const before = clock.now().getTime()
    await desk.tell([alert()])
    expect(told).toHaveLength(1)
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(LEASE)
  })
})

describe('a desk', () => {
  test('that cannot read or write what people know tells all the same, but for ends', async () => {
    const { ports, told, log } = start()
    const down = () => Promise.reject(new ServiceFaultError('down'))
    const store = { ...ports.store, load: down, write: down }
    const { desk } = deskWithPeople({ ...ports, store })
    const publish = async (one: Alert) => void told.push(one)
    await createAlertDesk({ ...ports, store, publish }).tell([
      alert(),
      alert({ key: 'other', state: 'ended' }),
    ])
    expect(told.map(({ key }) => key)).toEqual(['gap:orders'])
    expect(log.lines.some(({ level }) => level === 'error')).toBe(true)
    await expect(desk.tell([])).resolves.toBeUndefined()
  })

  test('that finds a damaged record tells all the same', async () => {
    const { desk, told, store } = start()
    const bytes = Buffer.from('{')
    await store.write(knownKey({ kind: 'gap', key: 'gap:orders' }), bytes, { size: 1, condition: 'absent' })
    await desk.tell([alert()])
    expect(told).toHaveLength(1)
  })

  test('tells the others when one cannot be told, and says so', async () => {
    const { ports } = start()
    const told: string[] = []
    const desk = createAlertDesk({
      ...ports,
      publish: async ({ key }) => {
        if (key === 'b') throw new ServiceFaultError('down')
        told.push(key)
      },
    })
    await expect(desk.tell(['a', 'b', 'c'].map((key) => alert({ key })))).rejects.toThrow('down')
    expect(told).toEqual(['a', 'c'])
  })
})

describe('many of a kind in one call', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => alert({ key: `gap:f${n}` }))

  test('up to five are told one by one', async () => {
    const { desk, told } = start()
    await desk.tell(many(5))
    expect(told).toHaveLength(5)
  })

  test('more are one digest, and are not told again', async () => {
    const { desk, told } = start()
    await desk.tell(many(6))
    await desk.tell(many(6))
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({
      kind: 'digest',
      severity: 'warning',
      attributes: { of: 'gap', alerts: 6 },
    })
    expect(told[0]!.text.match(/^- about gap:f\d$/gm)).toHaveLength(6)
  })

  test('what a digest cannot name stands in the vault, and the digest says where', async () => {
    const { desk, told, store } = start()
    await desk.tell(many(60))
    const [, key = ''] = /All of them, with what to do: memory:\/(\S+)/.exec(told[0]!.text) ?? []
    const whole = JSON.parse(Buffer.from(store.objects.get(key)!.bytes).toString()) as { alerts: Alert[] }
    expect(whole.alerts).toHaveLength(60)
    expect(told[0]!.text).toContain('and 10 more.')
  })

  test('what to do about the seventh of seven stands in the vault, too, and how to read it is said', async () => {
    const { desk, told, store } = start()
    const all = many(7).map((one, n) => ({ ...one, next: [`holdfast restore f${n}`] }))
    await desk.tell(all)
    const [, key = ''] = /All of them, with what to do: memory:\/(\S+)/.exec(told[0]!.text) ?? []
    expect(Buffer.from(store.objects.get(key)!.bytes).toString()).toContain('holdfast restore f6')
  })

  test('a digest lists what it gathers by key; one of ends is an end itself', async () => {
    const { desk, told } = start()
    const ends = many(60).map((one) => ({ ...one, state: 'ended' as const }))
    await desk.tell(many(60))
    await desk.tell(ends)
    expect(states(told)).toEqual(['once', 'ended'])
    expect(told[1]!.alerts).toEqual(ends.map(({ key, state, at }) => ({ key, state, at })))
  })

  test('however many, all are named by some digest, listed and kept, and SNS takes each of them', async () => {
    const { desk, told, store } = start()
    const all = Array.from({ length: 500 }, (_, n) =>
      alert({ key: `"gap:${n}:`.padEnd(300 + (n % 60), '"€') }),
    )
    await desk.tell(all)
    expect(told.length).toBeGreaterThan(1)
    expect(told.map(({ subject }) => subject).at(-1)).toMatch(new RegExp(` \\(part (\\d+) of \\1\\)$`))
    expect(told.flatMap(({ alerts = [] }) => alerts.map(({ key }) => key))).toEqual(all.map(({ key }) => key))
    for (const digest of told) {
      const { Message = '' } = topicMessage(digest)
      expect(Buffer.byteLength(Message)).toBeLessThan(262_144)
      expect(JSON.parse((JSON.parse(Message) as { sqs: string }).sqs)).toEqual(digest)
    }
    const kept = [...store.objects].filter(([key]) => key.startsWith('alerts/digests/'))
    const counts = kept.map(([, { bytes }]) => {
      const { alerts } = JSON.parse(Buffer.from(bytes).toString()) as { alerts: Alert[] }
      return alerts.length
    })
    expect(counts).toEqual(told.map(({ alerts = [] }) => alerts.length))
  })

  test('ends are gathered apart from beginnings', async () => {
    const { desk, told } = start()
    await desk.tell(many(7))
    await desk.tell([...many(7).map((one) => ({ ...one, state: 'ended' as const })), alert({ key: 'new' })])
    expect(told.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['digest', 'Holdfast: 7 gaps in 123456789012'],
      ['gap', 'Holdfast: about new'],
      ['digest', 'Holdfast: over: 7 gaps in 123456789012'],
    ])
  })
})

describe('bursts over several calls', () => {
  function bursting() {
    const world = start()
    const asked: WindowRef[] = []
    const flushLater = async (window: WindowRef) => void asked.push(window)
    return { ...world, ...deskWithPeople({ ...world.ports, flushLater }), asked }
  }
  const one = (n: number) => alert({ key: `gap:${n}` })

  test('a window that is over lets alerts through again', async () => {
    const { desk, told, clock } = bursting()
    for (let n = 0; n < 8; n += 1) await desk.tell([one(n)])
    expect(told).toHaveLength(5)
    clock.advance(300_000)
    await desk.tell([one(8)])
    expect(told).toHaveLength(6)
  })

  test('whatever is interleaved, each alert is told by itself or in the digest of its window', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 120_000 }), { maxLength: 30 }), async (pauses) => {
        const { desk, told, clock, asked } = bursting()
        for (const [n, pause] of pauses.entries()) {
          clock.advance(pause)
          await desk.tell([one(n)])
        }
        clock.advance(330_000)
        for (const window of asked) await desk.flush(window)
        const singles = told.filter(({ kind }) => kind === 'gap').length
        const gathered = told.filter(({ kind }) => kind === 'digest')
        const held = gathered.reduce((sum, { attributes }) => sum + Number(attributes['alerts']), 0)
        expect(singles + held).toBe(pauses.length)
      }),
      { numRuns: 30 },
    )
  })

  test('ends that are held back have a digest of their own, told once though it is asked for twice', async () => {
    const { desk, told, clock, asked } = bursting()
    const tellAll = async (state: 'begun' | 'ended') => {
      for (let n = 0; n < 7; n += 1) await desk.tell([{ ...one(n), state }])
    }
    for (const state of ['begun', 'ended'] as const) {
      await tellAll(state)
      clock.advance(330_000)
      for (const window of [...asked, ...asked]) await desk.flush(window)
    }
    expect(
      told.filter(({ kind }) => kind === 'digest').map(({ subject, state }) => [subject, state]),
    ).toEqual([
      ['Holdfast: 2 gaps in 123456789012', 'once'],
      ['Holdfast: over: 2 gaps in 123456789012', 'ended'],
    ])
  })

  test('what is held back twice is told once, as it was last', async () => {
    const { desk, told, clock, asked } = bursting()
    for (let n = 0; n < 5; n += 1) await desk.tell([one(n)])
    const keys = Array.from({ length: 6 }, (_, n) => `gap:again${n}`)
    const before = (key: string) => alert({ key, subject: `Holdfast: older ${key}` })
    const newest = (key: string) =>
      alert({ key, subject: `Holdfast: newer ${key}`, at: '2026-01-01T10:01:00.000Z' })
    for (const key of keys) await desk.tell([before(key)])
    await desk.tell(keys.map((key) => alert({ key, state: 'ended' })))
    await desk.tell(keys.map((key) => newest(key)))
    clock.advance(330_000)
    for (const window of asked) await desk.flush(window)
    const digest = told.find(({ subject }) => subject.startsWith('Holdfast: 6 gaps'))
    expect(digest?.text.match(/^- \w+/gm)).toEqual(Array.from({ length: 6 }, () => '- newer'))
  })

  test('when nothing can be held back, all is told now', async () => {
    const world = start()
    const { desk, told } = deskWithPeople({
      ...world.ports,
      flushLater: () => Promise.reject(new ServiceFaultError('no')),
    })
    await desk.tell(Array.from({ length: 7 }, (_, n) => one(n)))
    expect(told.map(({ kind }) => kind)).toEqual(['digest'])
  })
})

test('an end of a telling that was cut off is told, for people may know of the problem', () => {
  const record = {
    format: 1,
    key: 'k',
    kind: 'gap',
    progress: 'telling',
    state: 'begun',
    since: '2026-01-01T10:00:00.000Z',
    at: '2026-01-01T10:00:00.000Z',
  } as const
  const ended = { state: 'ended', severity: 'info', at: record.at } as const
  expect(decide(record, ended, new Date('2026-01-01T10:00:10.000Z'))).toBe('wait')
  expect(decide(record, ended, new Date('2026-01-01T10:01:00.000Z'))).toBe('tell')
})
