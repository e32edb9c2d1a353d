import { expect, test } from '@jest/globals'
import { carryOutRestore } from '../../../shared/restore/complete-restore.ts'
import { restoreWorld } from './restore-world.ts'

test('finds a package that is too large to be sent directly; with a bucket it goes through that, which is cleared', async () => {
  const world = restoreWorld()
  world.lambda.create('large', { code: 'x'.repeat(52_428_801) })
  world.around.roles.set('large-role', { RoleName: 'large-role' })
  const point = await world.capture('large')
  world.lambda.functions.clear()
  const { problems } = await world.plan([point])
  expect(problems).toMatchObject([
    { kind: 'too-large', advice: expect.stringContaining('--staging-bucket eu-west-1=') },
  ])
  await world.plan([point], { restoreId: 'restore-2', stagingBuckets: { 'eu-west-1': 'stage' } })
  expect(await carryOutRestore(world.ports, 'restore-2')).toMatchObject({ state: 'restored', failures: [] })
  expect(world.lambda.staged.size).toBe(0)
})
