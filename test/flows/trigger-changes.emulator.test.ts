import { beforeAll, describe, expect, test } from '@jest/globals'
import { allow } from '../../local/estate/triggers/invoking.ts'
import { newestPoint } from '../../local/story/newest-point.ts'
import { untilQuiet } from '../../local/story/quiet.ts'
import { underFaults } from '../../local/story/under-faults.ts'
import type { FunctionPoint } from '../../shared/model/manifest.ts'
import { ACCOUNT, HUB_REGION } from '../../local/emulator/environment.ts'
import { FLOW_TIMEOUT, kinds, openFlow } from './flow.ts'
import { LIVES, type TriggerLife } from './trigger-lives.ts'

const flow = openFlow()
const KINDS = Object.keys(LIVES)
const STAGES = ['add', 'change', 'remove'] as const

/** The newest point of each kind's function after each stage. */
const points = new Map<string, FunctionPoint>()
const pointOf = (kind: string, stage: (typeof STAGES)[number]) => points.get(`${kind}/${stage}`)!

/** All kinds side by side: every stage waits for a batching window. */
beforeAll(async () => {
  const lives = await Promise.all(
    Object.entries(LIVES).map(async ([kind, life]) => {
      const name = await flow.makeFunction('trigger')
      return { kind, name, life: life(flow.clients, name) }
    }),
  )
  await untilQuiet(flow)
  for (const stage of STAGES) await live(lives, stage)
}, FLOW_TIMEOUT)

interface Living {
  readonly kind: string
  readonly name: string
  readonly life: TriggerLife
}

async function live(lives: readonly Living[], stage: (typeof STAGES)[number]): Promise<void> {
  await Promise.all(lives.map(({ life }) => life[stage]()))
  await untilQuiet(flow)
  for (const { kind, name } of lives)
    points.set(`${kind}/${stage}`, (await newestPoint(flow.vault, name)).point)
}

describe.each(KINDS)('a trigger of the kind %s', (kind) => {
  test('that is added becomes part of a recovery point', () => {
    expect(pointOf(kind, 'add').content.triggers).toMatchObject([{ kind }])
    expect(pointOf(kind, 'add').gaps).toEqual([])
  })

  test('that is changed at its source becomes another recovery point', () => {
    const [before, after] = [pointOf(kind, 'add'), pointOf(kind, 'change')]
    expect(after.content.triggers).toMatchObject([{ kind }])
    expect(after.content.triggers?.[0]?.settings).not.toEqual(before.content.triggers?.[0]?.settings)
    expect(after.cause.type).toBe('event')
  })

  test('that is removed, by a call that does not name the function, is gone from the next', () => {
    expect(pointOf(kind, 'remove').content.triggers).toEqual([])
    expect(pointOf(kind, 'remove').id).not.toBe(pointOf(kind, 'change').id)
    expect(pointOf(kind, 'remove').cause.type).toBe('event')
  })
})

describe('a service that may not be read', () => {
  test.each([
    ['a source that a permission names', 'sns', 'GetTopicAttributes', 'triggers/sns-subscription/'],
    ['a listing of the region', 'scheduler', 'ListSchedules', 'triggers/eventbridge-schedule'],
  ])(
    'is a gap, no error, and is read with the next change of a trigger once it may be: %s',
    async (_what, service, operation, part) => {
      const name = await flow.createFunction('denied')
      const source = `arn:aws:sns:${HUB_REGION}:${ACCOUNT}:nobody-may-look`
      const fault = { kind: 'access-denied', match: { service, operation } } as const
      const outcomes = await underFaults(flow, [fault], () =>
        flow.outcomes(name, () => allow(flow.clients, { name }, { service: 'sns', source })),
      )
      expect(kinds(outcomes)).toContain('captured')
      const { gaps } = (await newestPoint(flow.vault, name)).point
      expect(gaps).toMatchObject([{ part: expect.stringContaining(part), reason: 'access-denied' }])
      const life = LIVES['eventbridge-schedule']!(flow.clients, name)
      await flow.outcomes(name, () => life.add())
      const { point } = await newestPoint(flow.vault, name)
      expect(point.gaps).toEqual([])
      expect(point.content.triggers).toMatchObject([{ kind: 'eventbridge-schedule' }])
    },
    FLOW_TIMEOUT,
  )
})
