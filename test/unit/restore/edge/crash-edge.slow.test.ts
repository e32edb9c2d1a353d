import { describe, expect, test } from '@jest/globals'
import type { RestoreRequest } from '../../../../shared/model/restore.ts'
import { carryOutRestore } from '../../../../shared/restore/complete-restore.ts'
import { undoRestore } from '../../../../shared/restore/undo-restore.ts'
import { Killed, killingAt, revive } from '../crashing.ts'
import { mortalPorts } from './mortal-ports.ts'
import type { EdgeWorld } from './edge-world.ts'
import { NAMES, createEdge, edgeStateOf, edgeWorld, loseEdge, sampleConfig, takeAll } from './edge-world.ts'

interface Story {
  readonly title: string
  readonly happens: (world: EdgeWorld) => void
  readonly request: Partial<RestoreRequest>
}

const STORIES: readonly Story[] = [
  { title: 'of an edge that is gone', happens: loseEdge, request: {} },
  {
    title: 'in place',
    happens({ edge, lambda }) {
      edge.putFunction(NAMES.function, 'a bad deployment')
      edge.publish(NAMES.function)
      edge.putFunction(NAMES.function, 'a worse one')
      edge.tags.set(edge.arn('function', NAMES.function), { team: 'other', later: 'yes' })
      edge.putPair(NAMES.store, '/a', 'changed')
      edge.putPair(NAMES.store, '/new', 'came later')
      edge.stores.get(NAMES.store)!.comment = 'other'
      lambda.updateCode(NAMES.lambda, 'rewrite 3')
      edge.putDistribution(NAMES.distribution, sampleConfig('1'))
    },
    request: { onConflict: 'update' },
  },
]

async function begin({ happens, request }: Story): Promise<EdgeWorld> {
  const world = edgeWorld()
  createEdge(world)
  const points = Object.values(await takeAll(world))
  happens(world)
  expect((await world.plan(points, request)).problems).toEqual([])
  return world
}

type Work = (world: EdgeWorld, ports: EdgeWorld['ports']) => Promise<unknown>

/** Tells the story once for each moment at which the process may die, and what is left of it to `then`. */
async function atEveryMoment(
  make: () => Promise<EdgeWorld>,
  work: Work,
  then: (world: EdgeWorld, moment: number) => Promise<void>,
): Promise<number> {
  for (let moment = 1; ; moment += 1) {
    const world = await make()
    const { ports, passed } = killingAt(world, moment)
    const dying = mortalPorts(ports, () => passed() >= moment)
    const died = await work(world, dying).then(
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

describe.each(STORIES)('a restore $title', (story) => {
  const restore: Work = (_world, ports) => carryOutRestore(ports, 'restore-1')

  test('that is killed after any write ends as if nothing had happened when it is resumed', async () => {
    const straight = await begin(story)
    expect(await restore(straight, straight.ports)).toMatchObject({ state: 'restored', failures: [] })
    const moments = await atEveryMoment(
      () => begin(story),
      restore,
      async (world, moment) => {
        const { state, failures } = await carryOutRestore(world.ports, 'restore-1')
        expect({ moment, state, failures }).toEqual({ moment, state: 'restored', failures: [] })
        expect({ moment, held: edgeStateOf(world) }).toEqual({ moment, held: edgeStateOf(straight) })
      },
    )
    expect(moments).toBeGreaterThan(30)
  })

  test('that is killed after any write can be undone: all is as before', async () => {
    const before = edgeStateOf(await begin(story))
    await atEveryMoment(
      () => begin(story),
      restore,
      async (world, moment) => {
        const { state, left, failures } = await undoRestore(world.ports, 'restore-1')
        expect({ moment, state, left, failures }).toEqual({ moment, state: 'undone', left: [], failures: [] })
        expect({ moment, held: edgeStateOf(world) }).toEqual({ moment, held: before })
      },
    )
  })

  test('whose undoing is killed after any write is undone by the next attempt', async () => {
    const before = edgeStateOf(await begin(story))
    const restored = async () => {
      const world = await begin(story)
      await carryOutRestore(world.ports, 'restore-1')
      return world
    }
    const undo: Work = (_world, ports) => undoRestore(ports, 'restore-1')
    await atEveryMoment(restored, undo, async (world, moment) => {
      const { state, left, failures } = await undoRestore(world.ports, 'restore-1')
      expect({ moment, state, left, failures }).toEqual({ moment, state: 'undone', left: [], failures: [] })
      expect({ moment, held: edgeStateOf(world) }).toEqual({ moment, held: before })
    })
  })
})
