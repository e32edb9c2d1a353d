import { describe, expect, test } from '@jest/globals'
import type { RestoreRequest } from '../../../shared/model/restore.ts'
import { carryOutRestore } from '../../../shared/restore/complete-restore.ts'
import { undoRestore } from '../../../shared/restore/undo-restore.ts'
import { Killed, killingAt, revive } from './crashing.ts'
import { NAME, createRich, loseEverything } from './rich-function.ts'
import type { RestoreWorld } from './restore-world.ts'
import { HOME, WITH_TEST_EVENTS, restoreWorld, stateOf } from './restore-world.ts'

interface Story {
  readonly title: string
  readonly happens: (world: RestoreWorld) => void
  readonly request: Partial<RestoreRequest>
}

const STORIES: readonly Story[] = [
  {
    title: 'of a function that is gone with all it needs',
    happens: (world) => {
      loseEverything(world)
      world.around.testEvents.clear()
    },
    request: { withRole: true },
  },
  {
    title: 'in place',
    happens: ({ lambda, around }) => {
      shareEvents(around, '{"of": "somebody else"}')
      const one = lambda.get(NAME)
      lambda.updateCode(NAME, 'a bad deployment')
      lambda.update(NAME, { MemorySize: 128, Environment: { Variables: { PASSWORD: 'changed' } } })
      one.versions.splice(0, 1)
      lambda.publish(NAME, { Version: '4', FunctionArn: lambda.arn(NAME, '4') })
      one.aliases = [
        { AliasArn: lambda.arn(NAME, 'live'), Name: 'live', FunctionVersion: '4', Description: '' },
      ]
      one.policies.delete('live')
      one.tags = { team: 'other' }
      delete one.reservedConcurrency
      lambda.mappings = lambda.mappings.map((one) => ({ ...one, State: 'Disabled' }))
    },
    request: { onConflict: 'update' },
  },
]

/** Nothing that the process under test does. */
function shareEvents({ testEvents }: RestoreWorld['around'], content: string): void {
  const versions = testEvents.get(NAME) ?? []
  const version = String(versions.length + 1)
  testEvents.set(NAME, [...versions, { type: 'OpenApi3', content, version }])
}

async function begin({ happens, request }: Story): Promise<RestoreWorld> {
  const world = restoreWorld()
  createRich(world)
  shareEvents(world.around, '{"of": "the point"}')
  const point = await world.capture(NAME, HOME, WITH_TEST_EVENTS)
  happens(world)
  const plan = await world.plan([point], request)
  expect(plan.problems).toEqual([])
  return world
}

/** Tells the story once for each moment at which the process may die, and what is left of it to `then`. */
async function atEveryMoment(
  story: Story,
  work: (world: RestoreWorld, ports: RestoreWorld['ports']) => Promise<unknown>,
  then: (world: RestoreWorld, moment: number) => Promise<void>,
): Promise<number> {
  for (let moment = 1; ; moment += 1) {
    const world = await begin(story)
    const { ports } = killingAt(world, moment)
    const died = await work(world, ports).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Killed) return true
        throw error
      },
    )
    revive(world)
    if (!died) return moment - 1
    await then(world, moment)
  }
}

/** Only a log group may be left, for what the function wrote: the test takes it away. */
function takeLogs(world: RestoreWorld, left: readonly string[]): void {
  expect(left).toEqual(['The log group /aws/lambda/orders stays, with what the function wrote there.'])
  world.around.logGroups = []
}

describe.each(STORIES)('a restore $title', (story) => {
  const restore = (_world: RestoreWorld, ports: RestoreWorld['ports']) => carryOutRestore(ports, 'restore-1')

  test('that is killed after any write ends as if nothing had happened when it is resumed', async () => {
    const straight = await begin(story)
    expect(await carryOutRestore(straight.ports, 'restore-1')).toMatchObject({
      state: 'restored',
      failures: [],
    })
    const moments = await atEveryMoment(story, restore, async (world, moment) => {
      const { state, failures } = await carryOutRestore(world.ports, 'restore-1')
      expect({ moment, state, failures }).toEqual({ moment, state: 'restored', failures: [] })
      expect({ moment, state: stateOf(world) }).toEqual({ moment, state: stateOf(straight) })
    })
    expect(moments).toBeGreaterThan(40)
  })

  test('that is killed after any write can be undone: all is as before, but for what is told', async () => {
    const before = stateOf(await begin(story))
    await atEveryMoment(story, restore, async (world, moment) => {
      const { state, left, failures } = await undoRestore(world.ports, 'restore-1')
      expect(failures).toEqual([])
      expect({ moment, state }).toEqual({ moment, state: 'undone' })
      if (left.length > 0) takeLogs(world, left)
      expect({ moment, left, state: stateOf(world) }).toEqual({ moment, left, state: before })
    })
  })

  test('whose undoing is killed after any write is undone by the next attempt', async () => {
    const before = stateOf(await begin(story))
    const undo = async (world: RestoreWorld, ports: RestoreWorld['ports']) => {
      await carryOutRestore(world.ports, 'restore-1')
      await undoRestore(ports, 'restore-1')
    }
    await atEveryMoment(
      story,
      async (world, ports) => undo(world, ports),
      async (world, moment) => {
        const { state, left, failures } = await undoRestore(world.ports, 'restore-1')
        expect(failures).toEqual([])
        if (left.length > 0) takeLogs(world, left)
        expect({ moment, state, held: stateOf(world) }).toEqual({ moment, state: 'undone', held: before })
      },
    )
  })
})
