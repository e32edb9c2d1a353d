import { beforeAll, describe, expect, test } from '@jest/globals'
import { chooseControls } from '../../shared/audit/judge.ts'
import { endAudit } from '../../shared/audit/end-audit.ts'
import { changeLines } from '../../shared/activity/change-lines.ts'
import { keepLines } from '../../shared/activity/keep-lines.ts'
import { DELIVERIES } from '../../shared/changes/give-back.ts'
import type { ChangeMessage, ChangePorts } from '../../shared/changes/on-change.ts'
import { onChange } from '../../shared/changes/on-change.ts'
import { tellPeople } from '../../shared/audit/tell-people.ts'
import { AccessDeniedError, ServiceFaultError, ThrottledError } from '../../shared/errors.ts'
import type { Outcome } from '../../shared/model/outcome.ts'
import { keepEnd } from '../../shared/restore/keep-end.ts'
import { quietChangePorts } from '../fakes/change-ports.ts'
import { fakeClock } from '../fakes/fake-clock.ts'
import { createMemoryStore } from '../fakes/memory-store.ts'
import { playRestore } from '../fakes/play-restore.ts'
import { deskWithPeople } from '../fakes/told.ts'
import { unreachableStore } from '../fakes/unreachable-store.ts'
import { trailEvent } from '../fixtures/trail-event.ts'
import { worldOf } from '../unit/audit/audit-world.ts'
import { restoreWorld } from '../unit/restore/restore-world.ts'
import { NAME, createRich } from '../unit/restore/rich-function.ts'
import type { Template } from './packaged-template.ts'
import { packagedTemplate } from './packaged-template.ts'
import { inDeadLetters, ownHappenings, reachingPeople } from './reaching-people.ts'
import { AUDITED } from '../fixtures/command-place.ts'

const ILL = new ServiceFaultError('planted')

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

type Handler = (messages: readonly ChangeMessage[]) => Promise<readonly string[]>

/** What became of a message: whether it ended in the dead-letter queue, and how often the function ended with an error. */
interface Delivered {
  readonly isDead: boolean
  readonly errors: number
}

/** Delivers a message as SQS does: again until it is taken. */
async function deliver(handler: Handler, body: string): Promise<Delivered> {
  let errors = 0
  for (let receiveCount = 1; receiveCount <= DELIVERIES; receiveCount += 1) {
    const message = { messageId: 'm', receiptHandle: 'r', body, receiveCount }
    const again = await handler([message]).catch(() => {
      errors += 1
      return ['m']
    })
    if (again.length === 0) return { isDead: false, errors }
  }
  return { isDead: true, errors }
}

const deletion = trailEvent({
  eventName: 'DeleteFunction20150331',
  requestParameters: { functionName: 'orders' },
})

/** on-change with everything in memory; a test breaks a part of it. */
function changeWorld() {
  const clock = fakeClock('2026-11-21T10:00:30.000Z')
  const quiet = quietChangePorts()
  const { log, metrics, queue } = quiet
  const { desk, told } = deskWithPeople({ store: createMemoryStore(() => clock.now()), clock, log })
  const ports: ChangePorts = {
    ...quiet,
    alerts: desk,
    clock,
    capture: async (resource) => ({ ...CAPTURED, resource }),
  }
  return { ports, told, queue, metrics }
}

const CAPTURED: Omit<Extract<Outcome, { type: 'captured' }>, 'resource'> = {
  type: 'captured',
  manifest: 'points/x',
  id: '0',
  gaps: [],
  bytesStored: 0,
  bytesDeduplicated: 0,
}

const tellsNobody = { tell: () => Promise.reject(new AccessDeniedError('planted')), flush: async () => {} }

interface Plant {
  readonly what: string
  readonly body?: string
  readonly broken?: (ports: ChangePorts) => Partial<ChangePorts>
  readonly refuse?: Error
}

const failing = (error: Error) => async (): Promise<never> => {
  throw error
}

const PLANTS: readonly Plant[] = [
  { what: 'a change that nobody can read', body: 'no JSON' },
  ...[new TypeError('planted'), new AccessDeniedError('planted'), new ThrottledError('planted'), ILL].map(
    (error) => ({ what: `a capture (${error.name})`, broken: () => ({ capture: failing(error) }) }),
  ),
  {
    what: 'what tells people of a deletion',
    broken: () => ({
      alerts: tellsNobody,
      capture: async (resource) => ({ type: 'deleted', resource, manifest: 'points/x' }),
    }),
  },
  {
    what: 'a capture, and of what tells people',
    broken: () => ({ alerts: tellsNobody, capture: failing(ILL) }),
  },
  {
    what: 'what keeps the lines of activity',
    broken: (ports) => ({
      keepActivity: async (answered) => {
        const file = { writer: 'on-change', at: ports.clock.now(), id: 'id-1' } as const
        await keepLines({ ...ports, store: unreachableStore(ILL) }, file, answered.flatMap(changeLines))
      },
    }),
  },
  { what: 'the queue that takes dead letters', body: 'no JSON', refuse: ILL },
  { what: 'the function itself', broken: () => ({ keepActivity: failing(new RangeError('planted')) }) },
]

describe('in the flow of changes', () => {
  test.each(PLANTS)(
    'a failure of $what reaches a person exactly once',
    async ({ body = deletion, broken, refuse }) => {
      const { ports, told, queue, metrics } = changeWorld()
      queue.refuse = refuse
      const handler: Handler = (messages) =>
        onChange({ ...ports, ...broken?.(ports) }, messages, new Date(ports.clock.now().getTime() + 300_000))
      const lost = [await deliver(handler, body)]
      for (const { body: own } of queue.sent) lost.push(await deliver(handler, own))
      const isDead = lost.some((one) => one.isDead) || queue.buried.length > 0
      // One error in an hour raises no alarm: Lambda may have a bad moment.
      const isBroken = lost.some(({ errors }) => errors > 1)
      const seen = [
        ...ownHappenings(metrics.totals),
        ...(isDead ? [inDeadLetters('ChangesDeadLetters')] : []),
        ...(isBroken
          ? [{ namespace: 'AWS/Lambda', metric: 'Errors', of: 'OnDashchangeLambdaFunction' }]
          : []),
      ]
      expect(reachingPeople(template, told, seen)).toHaveLength(1)
      expect(JSON.stringify(told)).not.toContain('planted')
    },
  )
})

describe('an execution of a restore that died, and whose event AWS lost,', () => {
  const DAY = 86_400_000

  /** The vault after it, in the world of an audit, and those who are told. */
  async function afterDeath() {
    const world = restoreWorld()
    createRich(world)
    const point = await world.capture(NAME)
    world.lambda.functions.clear()
    const { alerts } = await playRestore(
      world.ports,
      { points: [point] },
      { overrides: { VerifyRestore: failing(ILL), ReportRestore: failing(ILL) } },
    )
    const audited = worldOf(createMemoryStore())
    const at = audited.clock.now()
    for (const [key, held] of world.store.objects) audited.store.objects.set(key, { ...held, modifiedAt: at })
    const { desk, told } = deskWithPeople(audited.ports())
    const audit = async () => {
      audited.clock.advance(DAY)
      const now = audited.clock.now()
      const end = {
        audit: { auditId: `audit-${now.getTime()}`, startedAt: now.toISOString() },
        startedBy: 'ada',
      }
      const controls = chooseControls(['restores'])
      const ended = await endAudit(audited.ports(), { ...end, controls }, { until: now })
      await tellPeople({ store: audited.store, alerts: desk, ...AUDITED }, ended)
    }
    return { alerts, told, audit, audited }
  }

  test('reaches a person exactly once, by the audit, until somebody looked after it', async () => {
    const { alerts, told, audit, audited } = await afterDeath()
    expect(reachingPeople(template, alerts, [])).toEqual([])
    await audit()
    expect(told).toEqual([])
    for (let day = 0; day < 4; day += 1) await audit()
    expect(reachingPeople(template, told, [])).toEqual([expect.stringMatching(/^restore-ended:restore-/)])
    expect(told).toHaveLength(1)
    const [, id = ''] = /--resume (\S+)/.exec(told[0]?.text ?? '') ?? []
    await keepEnd({ store: audited.store, clock: audited.clock }, id, 'restored')
    await audit()
    await audit()
    expect(told.slice(1)).toMatchObject([{ state: 'ended', key: told[0]?.key }])
  })
})
