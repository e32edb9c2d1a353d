import { describe, expect, test } from '@jest/globals'
import { carryOutRestore } from '../../../shared/restore/complete-restore.ts'
import { holdRestore } from '../../../shared/restore/hold-restore.ts'
import { undoRestore } from '../../../shared/restore/undo-restore.ts'
import { NAME, createRich, loseEverything } from './rich-function.ts'
import { restoreWorld } from './restore-world.ts'

const ID = 'restore-1'

async function planned() {
  const world = restoreWorld()
  createRich(world)
  const point = await world.capture(NAME)
  loseEverything(world)
  await world.plan([point], { withRole: true })
  return world
}

/** A process that is at work until `end` is called; it gives signs of life when `beat` is. */
async function another({ ports }: Awaited<ReturnType<typeof planned>>) {
  const ending = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  let beat = () => {}
  let refuse = () => {}
  const every = (_ms: number, work: () => void) => {
    beat = work
    return () => {}
  }
  const held = holdRestore({ ...ports, every }, ID, async ({ refuseLost }) => {
    refuse = refuseLost
    begun.resolve()
    await ending.promise
  })
  await begun.promise
  const end = async () => {
    ending.resolve()
    await held
  }
  return { beat: () => beat(), refuseLost: () => refuse(), end }
}

describe('a restore that another process works on', () => {
  test('is neither carried out nor undone while that process is alive', async () => {
    const world = await planned()
    const other = await another(world)
    const { clock } = world
    const ports = {
      ...world.ports,
      clock: {
        ...clock,
        sleep: async (ms: number) => {
          await clock.sleep(ms)
          other.beat()
        },
      },
    }
    await expect(carryOutRestore(ports, ID)).rejects.toThrow(/Somebody else/)
    await expect(undoRestore(ports, ID)).rejects.toThrow(/Somebody else/)
    expect(world.lambda.functions.size).toBe(0)
    await other.end()
    expect(await carryOutRestore(ports, ID)).toMatchObject({ state: 'restored' })
  })

  test('is taken over when that process gives no sign of life for a while, which then stops', async () => {
    const world = await planned()
    const other = await another(world)
    const before = world.clock.now().getTime()
    expect(await carryOutRestore(world.ports, ID)).toMatchObject({ state: 'restored' })
    expect(world.clock.now().getTime() - before).toBeGreaterThanOrEqual(15_000)
    other.beat()
    await other.end()
    expect(other.refuseLost).toThrow(/Somebody else/)
  })

  test('goes on at once after that process ended in order', async () => {
    const world = await planned()
    const other = await another(world)
    await other.end()
    await holdRestore(world.ports, ID, async () => {})
    expect(world.clock.sleeps).not.toContain(1000)
  })

  test('is not held when there is no such plan', async () => {
    const world = restoreWorld()
    await expect(carryOutRestore(world.ports, ID)).rejects.toThrow(/has no restores/)
    expect(world.store.objects.size).toBe(0)
  })
})
