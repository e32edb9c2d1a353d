import { beforeAll, describe, expect, test } from '@jest/globals'
import type { AuditPorts } from '../../shared/audit/audit-ports.ts'
import { endAudit } from '../../shared/audit/end-audit.ts'
import { tellPeople } from '../../shared/audit/tell-people.ts'
import type { HoldfastError } from '../../shared/errors.ts'
import { AccessDeniedError, ThrottledError } from '../../shared/errors.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import { deskWithPeople } from '../fakes/told.ts'
import { createMemoryStore } from '../fakes/memory-store.ts'
import { AUDITED } from '../fixtures/command-place.ts'
import { fixtureWorld, putGoodRuns } from '../unit/audit/audit-world.ts'
import type { Template } from './packaged-template.ts'
import { packagedTemplate } from './packaged-template.ts'
import { reachingPeople } from './reaching-people.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

type Plant = (ports: AuditPorts, error: HoldfastError) => Partial<AuditPorts>

/** A store that fails to list under one prefix. */
const unlisted =
  (prefix: string): Plant =>
  ({ store }, error) => ({ store: { ...store, list: (under) => failingUnder(store, error, under, prefix) } })

async function* failingUnder(store: ObjectStore, error: HoldfastError, under: string, prefix: string) {
  if (under.startsWith(prefix)) throw error
  yield* store.list(under)
}

/** A store that fails to load one object. */
const unloaded =
  (hidden: string): Plant =>
  ({ store }, error) => ({
    store: {
      ...store,
      load: async (key) => (key === hidden ? Promise.reject(error) : store.load(key)),
    },
  })

/** Plans that ask for locks. */
const locking = ({ plans: file }: AuditPorts): Pick<AuditPorts, 'plans'> => {
  const standard = { ...file.plans['standard'], immutability: { mode: 'governance' as const, term: '30d' } }
  return { plans: { ...file, plans: { standard } } }
}

/** What an audit looks at, how it fails, and the control under which people hear of it. */
const SIGHTS: readonly (readonly [control: string, plant: Plant])[] = [
  ['coverage', ({ vault }, error) => ({ vault: { ...vault, listResources: () => failing(error) } })],
  ['integrity', unloaded('audits/parts.json')],
  ['restores', unlisted('restores/')],
  ['restore-tests', unlisted('tests/')],
  ['runs', unlisted('runs/')],
  ['retention', unlisted('retention/')],
  ['encryption', (_, error) => ({ bucket: { readSettings: () => Promise.reject(error) } })],
  ['locks', (ports, error) => ({ ...unloaded('audits/locks.json')(ports, error), ...locking(ports) })],
  ['copies', unloaded('copies/compared.json')],
  // With a finding besides: what is hidden is told all the same.
  [
    'copies',
    (ports, error) => ({
      ...unloaded('copies/compared.json')(ports, error),
      copies: [{ store: createMemoryStore(), allowed: 0 }],
    }),
  ],
  ['roles', ({ roles }, error) => ({ roles: { ...roles, listRoles: () => Promise.reject(error) } })],
  ['trails', ({ trails }, error) => ({ trails: { ...trails, isDeployed: () => Promise.reject(error) } })],
]

function failing(why: Error): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(why) }) }
}

/** Audits of a vault in which all is well, one an hour; `error` hides something from the next. */
async function start(plant: Plant) {
  const world = await fixtureWorld()
  await putGoodRuns(world.store)
  const { schedules } = world.plans
  world.schedules = { ...schedules, retention: 'rate(1 day)', restoreTests: undefined, copies: 'rate(1 day)' }
  const { desk, told } = deskWithPeople(world.ports())
  const audit = async (error?: HoldfastError) => {
    world.clock.advance(3_600_000)
    const now = world.clock.now()
    const own = world.ports()
    const ports = error === undefined ? own : { ...own, ...plant(own, error) }
    const end = {
      audit: { auditId: `audit-${now.getTime()}`, startedAt: now.toISOString() },
      startedBy: 'ada',
    }
    const until = new Date(now.getTime() + 600_000)
    const ended = await endAudit(ports, end, { until })
    await tellPeople({ store: world.store, alerts: desk, ...AUDITED }, ended)
  }
  const heard = () => told.filter(({ key }) => key.includes(':unseen'))
  return { audit, heard }
}

describe.each(SIGHTS)('what an audit cannot see (%s)', (control, plant) => {
  const key = `audit:${control}:unseen:123456789012`

  test('reaches a person exactly once where it is refused, and once more when it is seen again', async () => {
    const { audit, heard } = await start(plant)
    await audit()
    for (let hour = 0; hour < 3; hour += 1) await audit(new AccessDeniedError('planted'))
    expect(reachingPeople(template, heard(), [])).toEqual([key])
    expect(heard()[0]?.text).toContain('AccessDeniedError')
    await audit()
    await audit()
    expect(heard().map((alert) => [alert.key, alert.state])).toEqual([
      [key, 'begun'],
      [key, 'ended'],
    ])
  })

  test('is told by the second audit where it may pass, and not at all where it passed', async () => {
    const { audit, heard } = await start(plant)
    await audit(new ThrottledError('planted'))
    await audit()
    expect(heard()).toEqual([])
    await audit(new ThrottledError('planted'))
    expect(heard()).toEqual([])
    await audit(new ThrottledError('planted'))
    await audit(new ThrottledError('planted'))
    expect(reachingPeople(template, heard(), [])).toEqual([key])
  })
})

test('of what is unknown because nothing ended yet nobody is told', async () => {
  const world = await fixtureWorld()
  const { desk, told } = deskWithPeople(world.ports())
  const { report, trend } = await world.audit()
  expect(report.controls.some(({ state }) => state === 'unknown')).toBe(true)
  await tellPeople({ store: world.store, alerts: desk, ...AUDITED }, { report, trend })
  expect(told.filter(({ key }) => key.includes(':unseen'))).toEqual([])
})
