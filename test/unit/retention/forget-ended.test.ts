import { beforeEach, describe, expect, test } from '@jest/globals'
import { captureFailed, capturedAgain } from '../../../shared/alerts/messages/capture-failed.ts'
import { forgetEnded } from '../../../shared/retention/forget-ended.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import type { FakeClock } from '../../fakes/fake-clock.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import { HELLO } from '../../fakes/points.ts'
import { deskWithPeople } from '../../fakes/told.ts'
import { COMMAND_PLACE } from '../../fixtures/command-place.ts'

const DAY = 24 * 60 * 60_000
const ORDERS = { ...HELLO, name: 'orders' }

let clock: FakeClock
let store: MemoryStore
let log: ReturnType<typeof fakeLog>
let people: ReturnType<typeof deskWithPeople>

const at = () => clock.now().toISOString()
const lost = (resource?: typeof HELLO) =>
  captureFailed({ account: HELLO.account, resource, messageId: 'm', error: 'X', at: at() }, COMMAND_PLACE)
const known = () => [...store.objects.keys()].filter((key) => key.startsWith('alerts/known/'))
const forget = (over: Partial<MemoryStore> = {}, isUp = () => false) =>
  forgetEnded({ store: { ...store, ...over }, clock, log }, isUp)

beforeEach(async () => {
  clock = fakeClock()
  store = createMemoryStore(() => clock.now())
  log = fakeLog()
  people = deskWithPeople({ store, clock, log })
  await people.desk.tell([lost(HELLO), lost(ORDERS), lost()])
  await people.desk.tell([capturedAgain(HELLO, at())])
})

describe('what people know', () => {
  test('of what ended, or happened once, is forgotten after 90 days, of what lasts never', async () => {
    clock.advance(90 * DAY)
    expect(await forget()).toEqual({ done: true, forgotten: 0 })
    expect(known()).toHaveLength(3)
    clock.advance(1)
    expect(await forget()).toEqual({ done: true, forgotten: 2 })
    expect(known()).toHaveLength(1)
    clock.advance(365 * DAY)
    await forget()
    await people.desk.tell([capturedAgain(ORDERS, at())])
    expect(people.told.at(-1)).toMatchObject({ state: 'ended' })
  })

  test('of what begins again at that moment stays, and is told once', async () => {
    clock.advance(91 * DAY)
    const load: MemoryStore['load'] = async (key) => {
      const found = await store.load(key)
      await people.desk.tell([lost(HELLO)])
      return found
    }
    expect(await forget({ load })).toEqual({ done: true, forgotten: 1 })
    await people.desk.tell([lost(HELLO)])
    const told = people.told.map(({ key, state }) => `${state} ${key.replace(/.*\//, '')}`)
    expect(told.filter((one) => one.endsWith('hello'))).toEqual(['begun hello', 'ended hello', 'begun hello'])
  })

  test('of a record that is damaged stays, and keeps none of the others', async () => {
    const [first = ''] = known()
    store.objects.set(first, { ...store.objects.get(first)!, bytes: Buffer.from('{') })
    clock.advance(91 * DAY)
    expect(await forget()).toMatchObject({ done: true })
    expect(known()).toContain(first)
    expect(known().length).toBeLessThan(3)
    expect(log.lines).toMatchObject([{ level: 'warn' }])
  })
})
