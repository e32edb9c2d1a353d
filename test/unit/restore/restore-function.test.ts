import { describe, expect, test } from '@jest/globals'
import { carryOutRestore } from '../../../shared/restore/complete-restore.ts'
import { undoRestore } from '../../../shared/restore/undo-restore.ts'
import { NAME, SECRETS, createRich, loseEverything } from './rich-function.ts'
import { restoreWorld, stateOf } from './restore-world.ts'

async function lostRich() {
  const world = restoreWorld()
  createRich(world)
  const point = await world.capture(NAME)
  loseEverything(world)
  return { world, point }
}

describe('a function that was deleted', () => {
  test('comes back with its versions, aliases, policies, URLs, settings, mappings, layer and role, and is verified', async () => {
    const { world, point } = await lostRich()
    const plan = await world.plan([point], { withRole: true })
    expect(plan.problems).toEqual([])
    const outcome = await carryOutRestore(world.ports, 'restore-1')
    const verification = Buffer.from(
      world.store.objects.get('restores/restore-1/verification-create.json')?.bytes ?? [],
    ).toString()
    expect({ ...outcome, verification }).toMatchObject({ state: 'restored', failures: [] })
  })
})
