import { describe, expect, test } from '@jest/globals'
import { carryOutRestore } from '../../../shared/restore/complete-restore.ts'
import { restoreWorld } from './restore-world.ts'

/** Requests for mappings while as many deleted functions are restored, each with an alias of its one version. */
async function mappingRequests(functions: number): Promise<readonly string[]> {
  const world = restoreWorld()
  const points: string[] = []
  for (let number = 0; number < functions; number += 1) {
    const name = `f${number}`
    world.lambda.create(name)
    world.lambda.publish(name)
    world.around.roles.set(`${name}-role`, { RoleName: `${name}-role` })
    points.push(await world.capture(name))
  }
  world.lambda.functions.clear()
  world.lambda.calls.splice(0)
  await world.plan(points)
  expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored', failures: [] })
  const requests = world.lambda.calls.filter(({ operation }) => operation === 'ListEventSourceMappings')
  return requests.map(({ target }) => target)
}

describe('what the functions of a restore have in lists of the region', () => {
  test('is asked for one by one where they are few', async () => {
    const asked = await mappingRequests(2)
    expect(new Set(asked.map((target) => target.split(':')[0]))).toEqual(new Set(['f0', 'f1']))
  })

  test('is listed once for each look where they are many', async () => {
    const asked = await mappingRequests(10)
    expect(new Set(asked)).toEqual(new Set(['']))
    expect(asked.length).toBeLessThanOrEqual(3)
  })
})
