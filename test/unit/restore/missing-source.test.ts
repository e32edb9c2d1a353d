import { describe, expect, test } from '@jest/globals'
import type { FactsKind } from '../../../shared/triggers/facts-kind.ts'
import { NAME, QUEUE, createRich, loseEverything } from './rich-function.ts'
import { restoreWorld } from './restore-world.ts'

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
