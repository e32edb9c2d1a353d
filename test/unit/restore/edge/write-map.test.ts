import { beforeEach, expect, test } from '@jest/globals'
import { carryOutRestore } from '../../../../shared/restore/complete-restore.ts'
import { parseMap } from '../../../../shared/restore/parse-map.ts'
import { readPoint } from '../../../../shared/restore/read-point.ts'
import { writeMap } from '../../../../shared/restore/write-map.ts'
import { ACCOUNT } from '../../../fakes/fake-lambda.ts'
import type { EdgeWorld } from './edge-world.ts'
import { NAMES, createEdge, edgeWorld, takeAll, versionArn } from './edge-world.ts'

let world: EdgeWorld
let keys: Awaited<ReturnType<typeof takeAll>>
beforeEach(async () => {
  world = edgeWorld()
  createEdge(world)
  keys = await takeAll(world)
})

const textOf = async (key: string) => writeMap([], [await readPoint(world.ports.vault, key)])
const mapOf = async (key: string) => parseMap(await textOf(key), 'names.yml')
const identity = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]))

test('the file of names has the stores that a CloudFront function reads', async () => {
  expect(await mapOf(keys.function)).toEqual({
    account: identity(ACCOUNT),
    arn: identity(world.edge.arn('key-value-store', `id-of-${NAMES.store}`)),
  })
})

test('the file of names has the functions that a distribution runs, of both sorts', async () => {
  expect(await mapOf(keys.distribution)).toEqual({
    account: identity(ACCOUNT),
    arn: identity(world.edge.arn('function', NAMES.function), versionArn('1'), versionArn('2')),
  })
})

test('the file of names says of a store that there is nothing to map', async () => {
  const text = await textOf(keys.store)
  expect(text).toContain('name nothing but the account')
  expect(parseMap(text, 'names.yml')).toEqual({ account: identity(ACCOUNT) })
  expect(await textOf(keys.function)).not.toContain('name nothing but the account')
})

test('a store that was made again is found under its new ARN though the file maps the old one to itself', async () => {
  const map = await mapOf(keys.function)
  world.edge.functions.clear()
  world.edge.stores.clear()
  world.edge.putStore(NAMES.store, {}, 'another-id')
  const { problems } = await world.plan([keys.function], { map })
  expect(problems).toEqual([])
  expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored', failures: [] })
  const { content } = await readPoint(
    world.ports.vault,
    await world.take('cloudfront-function', NAMES.function),
  )
  expect(JSON.stringify(content)).toContain(world.edge.arn('key-value-store', 'another-id'))
})
