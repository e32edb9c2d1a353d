import { describe, expect, test } from '@jest/globals'
import { TriggerTakenError } from '../../../shared/errors.ts'
import { planRestore } from '../../../shared/restore/plan-restore.ts'
import type { FactsKind } from '../../../shared/triggers/facts-kind.ts'
import { NAME, QUEUE, createRich, loseEverything } from './rich-function.ts'
import { requestOf, restoreWorld } from './restore-world.ts'
import * as woken from './woken-function.ts'

/** Queues of which none is there once `gone` says so. */
function queues(gone: () => boolean): FactsKind {
  const found = { account: '123456789012', region: 'eu-west-1' }
  return { service: 'sqs', permissions: [], read: () => Promise.resolve(gone() ? undefined : found) }
}

async function planAfter(isGoneBefore: boolean) {
  let isGone = isGoneBefore
  const world = restoreWorld({ facts: [queues(() => isGone)] })
  createRich(world)
  const point = await world.capture(NAME)
  loseEverything(world)
  isGone = true
  return await world.plan([point], { withRole: true })
}

describe('the source of a mapping that is not there', () => {
  test('stands in the way of a restore, which says what to do', async () => {
    const { problems } = await planAfter(false)
    expect(problems).toMatchObject([
      { kind: 'missing', what: expect.stringContaining(QUEUE), advice: expect.stringContaining('--parts') },
    ])
  })

  test('does not when it was gone already at the time of the point', async () => {
    const { problems, remarks } = await planAfter(true)
    expect(problems).toEqual([])
    expect(remarks.map(({ what }) => what)).toContainEqual(
      expect.stringMatching(`${QUEUE} .* It was not there when the point was taken either.`),
    )
  })
})

describe('the source of a trigger', () => {
  const lose = async () => {
    const all = await woken.wokenFunction()
    woken.loseWoken(all)
    return all
  }

  test('that is not there, and that no restore makes, stands in the way, with what to do', async () => {
    const { world, sources, point } = await lose()
    sources.topics.clear()
    sources.buckets.clear()
    const { problems } = await world.plan([point])
    expect(problems).toMatchObject([
      { kind: 'missing', what: expect.stringContaining('uploads'), advice: expect.stringContaining('--map') },
      {
        kind: 'missing',
        what: expect.stringContaining(woken.TOPIC),
        advice: expect.stringContaining('--parts'),
      },
    ])
  })

  test('does not when triggers are left out', async () => {
    const { world, sources, point } = await lose()
    sources.topics.clear()
    const { problems } = await world.plan([point], { parts: ['code', 'configuration'] })
    expect(problems).toEqual([])
  })

  test('that is made by the restore does not, nor one that may not be read', async () => {
    const { world, sources, point } = await lose()
    sources.denied.add('ListTargetsByRule')
    expect(sources.rules.size).toBe(0)
    expect(await world.plan([point])).toMatchObject({ problems: [] })
    expect(sources.rules.size).toBe(0)
  })

  test('whose place somebody else has by now is told while planning', async () => {
    const { world, point } = await lose()
    const { kinds } = world.ports.openPlace('eu-west-1').triggers
    const topic = kinds.find(({ name }) => name === 'sns-subscription')!
    const taken = () =>
      Promise.reject(new TriggerTakenError('It invokes another one now, and is left alone.'))
    const writer = { ...topic.writer, carryOut: taken }
    const place = world.region('eu-west-1').place
    const triggers = { ...place.triggers, kinds: [{ ...topic, writer }] }
    const ports = { ...world.ports, openPlace: () => ({ ...place, triggers }) }
    const { problems } = await planRestore(ports, requestOf([point]))
    expect(problems).toMatchObject([
      {
        kind: 'conflict',
        what: expect.stringContaining('left alone'),
        advice: expect.stringContaining('--parts'),
      },
    ])
  })
})
