import { text } from 'node:stream/consumers'
import { describe, expect, test } from '@jest/globals'
import { behaviorsOf } from '../../../../shared/edge/behaviors.ts'
import { BlobMissingError } from '../../../../shared/errors.ts'
import type { RestorePlan } from '../../../../shared/model/restore.ts'
import { carryOutRestore } from '../../../../shared/restore/complete-restore.ts'
import { undoRestore } from '../../../../shared/restore/undo-restore.ts'
import { textOf } from '../../../../shared/model/members.ts'
import { behaviour } from '../../edge/sample-distribution.ts'
import type { EdgeWorld } from './edge-world.ts'
import {
  DATA,
  NAMES,
  bareConfig,
  createEdge,
  edgeStateOf,
  edgeWorld,
  loseEdge,
  sampleConfig,
  takeAll,
  versionArn,
} from './edge-world.ts'

async function sample() {
  const world = edgeWorld()
  createEdge(world)
  return { world, points: await takeAll(world) }
}

const restore = (world: EdgeWorld) => carryOutRestore(world.ports, 'restore-1')
const undo = (world: EdgeWorld) => undoRestore(world.ports, 'restore-1')

const actions = ({ steps }: RestorePlan, phase?: string) =>
  steps.filter((step) => phase === undefined || step.phase === phase).map(({ action }) => action)
const problems = ({ problems: found }: RestorePlan) => found.map(({ kind, what }) => `${kind}: ${what}`)

function loseBlobs({ store }: EdgeWorld): void {
  for (const key of store.objects.keys()) if (key.startsWith('blobs/')) store.objects.delete(key)
}

/** ARNs that the sample's distribution runs, by behaviour. */
function running({ edge }: EdgeWorld, id = NAMES.distribution): Record<string, readonly string[]> {
  const behaviors = behaviorsOf(edge.distributions.get(id)!.config)
  const named = behaviors.map(({ pathPattern, lambdaFunctions, functions }) => {
    const lambdas = lambdaFunctions.map((one) => textOf(one, 'LambdaFunctionARN') ?? '')
    return [
      pathPattern ?? 'default',
      [...lambdas, ...functions.map((one) => textOf(one, 'FunctionARN') ?? '')],
    ] as const
  })
  return Object.fromEntries(named)
}

describe('a CloudFront function', () => {
  test('that is gone comes back in both stages, LIVE first, with its store, comment and tags', async () => {
    const { world, points } = await sample()
    const { edge } = world
    edge.functions.delete(NAMES.function)
    edge.tags.delete(edge.arn('function', NAMES.function))
    const plan = await world.plan([points.function])
    expect(problems(plan)).toEqual([])
    expect(actions(plan)).toEqual([
      'create-edge-function',
      'publish-edge-function',
      'update-edge-function',
      'put-edge-tags',
    ])
    expect(await restore(world)).toMatchObject({ state: 'restored', failures: [] })
    expect(edge.functions.get(NAMES.function)).toMatchObject({
      live: { code: 'what viewers get', config: { Comment: 'redirects' } },
      development: { code: 'work in progress', config: { Comment: 'redirects, better' } },
    })
    expect(edge.tags.get(edge.arn('function', NAMES.function))).toEqual({ team: 'web' })
  })

  test('is the same as the one that was captured: a capture of it says unchanged', async () => {
    const { world, points } = await sample()
    world.edge.tags.set(world.edge.arn('function', NAMES.function), { team: 'web' })
    const again = await world.take('cloudfront-function', NAMES.function)
    expect(again).not.toEqual(points.function)
    world.edge.functions.delete(NAMES.function)
    await world.plan([again])
    await restore(world)
    expect(await world.take('cloudfront-function', NAMES.function)).toEqual(again)
  })

  test('whose stages are the same is published once, and a DEVELOPMENT that changed alone is put back', async () => {
    const world = edgeWorld()
    world.edge.putFunction('simple', 'the same')
    world.edge.publish('simple')
    const point = await world.take('cloudfront-function', 'simple')
    world.edge.putFunction('simple', 'an experiment')
    const rollback = await world.plan([point], { onConflict: 'update' })
    expect(actions(rollback)).toEqual(['take-edge-safety-point', 'update-edge-function'])
    world.edge.functions.delete('simple')
    const creation = await world.plan([point], { restoreId: 'restore-2' })
    expect(actions(creation)).toEqual(['create-edge-function', 'publish-edge-function', 'put-edge-tags'])
    expect(await carryOutRestore(world.ports, 'restore-2')).toMatchObject({ state: 'restored', failures: [] })
  })

  test('that was never published is not published', async () => {
    const world = edgeWorld()
    world.edge.putFunction('draft', 'not yet')
    const point = await world.take('cloudfront-function', 'draft')
    world.edge.functions.delete('draft')
    expect(actions(await world.plan([point]))).toEqual(['create-edge-function', 'put-edge-tags'])
    await restore(world)
    expect(world.edge.functions.get('draft')).toMatchObject({
      development: { code: 'not yet' },
      live: undefined,
    })
  })

  test('that is there is a conflict, and nothing is planned for it', async () => {
    const { world, points } = await sample()
    const plan = await world.plan([points.function])
    expect(problems(plan)).toEqual(['conflict: There is a CloudFront function redirect.'])
    expect(plan.steps).toEqual([])
  })

  test('that is there can be restored beside it', async () => {
    const { world, points } = await sample()
    await world.plan([points.function], { onConflict: 'rename' })
    expect(await restore(world)).toMatchObject({ state: 'restored' })
    expect(world.edge.functions.get('redirect-restored')).toMatchObject({
      live: { code: 'what viewers get' },
    })
    expect(world.edge.functions.get(NAMES.function)).toMatchObject({
      development: { code: 'work in progress' },
    })
  })

  test('goes back in place: viewers get the old source only after verification, and undoing brings the new one', async () => {
    const { world, points } = await sample()
    const { edge } = world
    edge.putFunction(NAMES.function, 'a bad deployment')
    edge.publish(NAMES.function)
    const before = edgeStateOf(world)
    const plan = await world.plan([points.function], { onConflict: 'update' })
    expect(actions(plan, 'create')).toEqual(['take-edge-safety-point', 'update-edge-function'])
    expect(actions(plan, 'enable')).toEqual(['publish-edge-function', 'update-edge-function'])
    expect(await restore(world)).toMatchObject({ state: 'restored', failures: [] })
    expect(edge.functions.get(NAMES.function)).toMatchObject({
      live: { code: 'what viewers get' },
      development: { code: 'work in progress' },
    })
    expect(await undo(world)).toMatchObject({ state: 'undone', left: [] })
    expect(edgeStateOf(world)).toEqual(before)
  })

  test('whose LIVE is as it was only gets its DEVELOPMENT back', async () => {
    const { world, points } = await sample()
    const { config } = world.edge.functions.get(NAMES.function)!.development
    world.edge.putFunction(NAMES.function, 'an experiment', config)
    const plan = await world.plan([points.function], { onConflict: 'update' })
    expect(actions(plan)).toEqual(['take-edge-safety-point', 'update-edge-function'])
    await restore(world)
    expect(world.edge.functions.get(NAMES.function)?.development.code).toBe('work in progress')
  })

  test('that was published since stays published, as the plan says and as undoing says', async () => {
    const world = edgeWorld()
    world.edge.putFunction('draft', 'not yet')
    const draft = await world.take('cloudfront-function', 'draft')
    world.edge.putFunction('draft', 'now')
    world.edge.publish('draft')
    const plan = await world.plan([draft], { onConflict: 'update' })
    expect(plan.cannotComeBack.map(({ what }) => what)).toEqual([
      'LIVE stays: it was not published then, and CloudFront takes LIVE away only with the function.',
    ])
    expect(await restore(world)).toMatchObject({ state: 'restored' })
    expect(world.edge.functions.get('draft')).toMatchObject({
      live: { code: 'now' },
      development: { code: 'not yet' },
    })
  })

  test('whose key value store is gone cannot come back alone, and is told by name', async () => {
    const { world, points } = await sample()
    loseEdge(world)
    expect(problems(await world.plan([points.function]))).toEqual([
      'missing: The key value store routes is not there.',
    ])
  })

  test('names the store that was made again meanwhile under the same name', async () => {
    const { world, points } = await sample()
    loseEdge(world)
    world.edge.putStore(NAMES.store, {}, 'another-id')
    await world.plan([points.function])
    expect(await restore(world)).toMatchObject({ state: 'restored', failures: [] })
    expect(JSON.stringify(world.edge.functions.get(NAMES.function))).toContain('key-value-store/another-id')
  })

  test('names the store that the map says', async () => {
    const { world, points } = await sample()
    loseEdge(world)
    world.edge.putStore('elsewhere', {}, 'mapped')
    const arn = {
      [world.edge.arn('key-value-store', 'id-of-routes')]: world.edge.arn('key-value-store', 'mapped'),
    }
    expect(problems(await world.plan([points.function], { map: { arn } }))).toEqual([])
    expect(await restore(world)).toMatchObject({ state: 'restored', failures: [] })
    expect(JSON.stringify(world.edge.functions.get(NAMES.function))).toContain('key-value-store/mapped')
  })

  test('that somebody else creates meanwhile is left alone', async () => {
    const { world, points } = await sample()
    world.edge.functions.delete(NAMES.function)
    await world.plan([points.function])
    world.edge.putFunction(NAMES.function, 'theirs')
    world.edge.tags.clear()
    expect(await restore(world)).toMatchObject({
      state: 'failed',
      failures: [{ failure: { error: 'RestoreRefusedError' } }],
    })
    await undo(world)
    expect(world.edge.functions.get(NAMES.function)?.development.code).toBe('theirs')
  })

  test('whose source is not as the point has it after the restore makes the restore unclean', async () => {
    const { world, points } = await sample()
    const { edge } = world
    edge.functions.delete(NAMES.function)
    await world.plan([points.function])
    edge.untag = () => {
      edge.putFunction(NAMES.function, 'somebody was here')
      return Promise.resolve()
    }
    expect(await restore(world)).toMatchObject({ state: 'unclean' })
  })
})

describe('a restore of damaged bytes', () => {
  test('of a CloudFront function ends before anything is changed', async () => {
    const { world, points } = await sample()
    world.edge.functions.delete(NAMES.function)
    await world.plan([points.function])
    loseBlobs(world)
    await expect(restore(world)).rejects.toBeInstanceOf(BlobMissingError)
    expect(world.edge.functions.size).toBe(0)
  })
})

describe('a key value store', () => {
  test('that is gone comes back with every pair, comment and tags, in requests of at most fifty keys', async () => {
    const world = edgeWorld()
    const { edge } = world
    const pairs = Object.fromEntries(
      Array.from({ length: 120 }, (_, number) => [`/${number}`, `to ${number}`]),
    )
    edge.putStore('many', pairs)
    edge.stores.get('many')!.comment = 'all of them'
    const point = await world.take('key-value-store', 'many')
    edge.stores.clear()
    const plan = await world.plan([point])
    expect(plan.cannotComeBack.map(({ part }) => part)).toEqual(['arn'])
    expect(await restore(world)).toMatchObject({ state: 'restored', failures: [] })
    expect(Object.fromEntries(edge.stores.get('many')!.pairs)).toEqual(pairs)
    expect(edge.stores.get('many')!.comment).toBe('all of them')
    expect(edge.pairChanges.map(({ puts }) => puts.length)).toEqual([50, 50, 20])
    expect(world.clock.sleeps.length).toBeGreaterThan(0)
  })

  test('goes back in place: pairs that the point does not have go, and undoing brings them', async () => {
    const { world, points } = await sample()
    const { edge } = world
    const store = edge.stores.get(NAMES.store)!
    edge.putPair(NAMES.store, '/a', 'changed')
    edge.putPair(NAMES.store, '/new', 'came later')
    store.pairs.delete('/b')
    store.comment = 'other'
    const before = edgeStateOf(world)
    expect(actions(await world.plan([points.store], { onConflict: 'update' }))).toEqual([
      'take-edge-safety-point',
      'put-store-comment',
      'put-pairs',
    ])
    expect(await restore(world)).toMatchObject({ state: 'restored', failures: [] })
    expect(Object.fromEntries(store.pairs)).toEqual({ '/a': DATA, '/b': `${DATA} too` })
    expect(store.comment).toBe('where to')
    edge.putPair(NAMES.store, '/newest', 'after the restore')
    expect(await undo(world)).toMatchObject({ state: 'undone', left: [] })
    expect(store.pairs.get('/newest')).toBe('after the restore')
    store.pairs.delete('/newest')
    expect(edgeStateOf(world)).toEqual(before)
  })

  test('whose pairs somebody writes to meanwhile is read anew', async () => {
    const { world, points } = await sample()
    world.edge.stores.get(NAMES.store)!.pairs.clear()
    await world.plan([points.store], { onConflict: 'update' })
    let writes = 0
    world.edge.before = ({ operation }) => {
      if (operation === 'listKeyValues' && (writes += 1) === 2)
        world.edge.putPair(NAMES.store, '/x', 'theirs')
    }
    expect(await restore(world)).toMatchObject({ state: 'restored', failures: [] })
    expect([...world.edge.stores.get(NAMES.store)!.pairs.keys()]).toEqual(['/a', '/b'])
  })

  test('leaves no value in the plan, the journal or the verdict', async () => {
    const { world, points } = await sample()
    world.edge.stores.clear()
    await world.plan([points.store])
    await restore(world)
    const kept = []
    for await (const { key } of world.store.list('restores/'))
      kept.push(await text(await world.store.read(key)))
    expect(kept.join()).not.toContain(DATA)
    expect(kept.length).toBeGreaterThan(6)
  })
})

describe('a distribution', () => {
  test('that runs nothing any more runs its functions again, and nothing else of it changes', async () => {
    const { world, points } = await sample()
    world.edge.putDistribution(NAMES.distribution, bareConfig())
    const plan = await world.plan([points.distribution])
    expect(problems(plan)).toEqual([])
    expect(plan.steps.map(({ action, phase, risk }) => [action, phase, risk])).toEqual([
      ['put-associations', 'enable', 'high'],
    ])
    expect(await restore(world)).toMatchObject({ state: 'restored', failures: [] })
    expect(world.edge.distributions.get(NAMES.distribution)?.config).toMatchObject(sampleConfig())
    expect(await undo(world)).toMatchObject({ state: 'undone', left: [] })
    expect(world.edge.distributions.get(NAMES.distribution)?.config).toMatchObject(bareConfig())
  })

  test('that runs other functions now is a conflict; told to, the restore replaces them and undoing brings them back', async () => {
    const { world, points } = await sample()
    world.edge.putDistribution(NAMES.distribution, sampleConfig('1'))
    expect(problems(await world.plan([points.distribution]))).toEqual([
      `conflict: E1SHOP runs other functions in the default behaviour: ${versionArn('1')} at origin-request.`,
    ])
    const more = { restoreId: 'restore-2', onConflict: 'update' } as const
    await world.plan([points.distribution], more)
    expect(await carryOutRestore(world.ports, 'restore-2')).toMatchObject({ state: 'restored' })
    expect(running(world)['default']).toContain(versionArn('2'))
    await undoRestore(world.ports, 'restore-2')
    expect(running(world)['default']).toContain(versionArn('1'))
  })

  test('is never created', async () => {
    const { world, points } = await sample()
    world.edge.distributions.clear()
    const plan = await world.plan([points.distribution])
    expect(plan.problems).toMatchObject([{ kind: 'missing', advice: expect.stringContaining('--name') }])
  })

  test('can take the functions of another one', async () => {
    const { world, points } = await sample()
    world.edge.putDistribution('E2STAGING', bareConfig())
    await world.plan([points.distribution], { target: { name: 'E2STAGING' } })
    expect(await restore(world)).toMatchObject({ state: 'restored' })
    expect(running(world, 'E2STAGING')).toEqual(running(world))
  })

  test('that lost a behaviour gets the others, and the plan says which cannot come back', async () => {
    const { world, points } = await sample()
    const { CacheBehaviors: _gone, ...config } = bareConfig()
    const own = { Quantity: 1, Items: [{ PathPattern: '/new/*', ...behaviour({}) }] }
    world.edge.putDistribution(NAMES.distribution, { ...config, CacheBehaviors: own })
    const plan = await world.plan([points.distribution])
    expect(plan.cannotComeBack.map(({ part }) => part)).toEqual(['behaviors//img/*'])
    expect(plan.remarks.map(({ what }) => what)).toEqual([
      'Behaviours that came after the point stay as they are: /new/*.',
    ])
    expect(await restore(world)).toMatchObject({ state: 'restored' })
  })

  test('whose version is gone is a problem, unless another version is the same', async () => {
    const { world, points } = await sample()
    world.edge.putDistribution(NAMES.distribution, bareConfig())
    const one = world.lambda.get(NAMES.lambda)
    const [first, second] = one.versions
    one.versions = [first!]
    expect(problems(await world.plan([points.distribution]))).toEqual([
      'missing: Version 2 of rewrite in us-east-1 is not there.',
    ])
    one.versions = [first!, { ...second!, Version: '9' }]
    const plan = await world.plan([points.distribution], { restoreId: 'restore-2' })
    expect(problems(plan)).toEqual([])
    expect(plan.remarks.map(({ what }) => what)).toEqual(['What was version 2 of rewrite is version 9 now.'])
    expect(await carryOutRestore(world.ports, 'restore-2')).toMatchObject({ state: 'restored' })
    expect(running(world)['default']).toContain(versionArn('9'))
  })

  test('that somebody else changed after the restore keeps that when the restore is undone', async () => {
    const { world, points } = await sample()
    world.edge.putDistribution(NAMES.distribution, bareConfig())
    await world.plan([points.distribution])
    await restore(world)
    world.edge.putDistribution(NAMES.distribution, sampleConfig('1'))
    const { left } = await undo(world)
    expect(left).toEqual([
      'E1SHOP keeps the functions of the default behaviour: somebody changed them since.',
    ])
    expect(running(world)).toMatchObject({ '/img/*': [] })
    expect(running(world)['default']).toContain(versionArn('1'))
  })

  test('that changes between reading and writing is read anew', async () => {
    const { world, points } = await sample()
    world.edge.putDistribution(NAMES.distribution, bareConfig())
    await world.plan([points.distribution])
    let reads = 0
    const read = world.edge.getDistribution.bind(world.edge)
    world.edge.getDistribution = async (id) => {
      const found = await read(id)
      if ((reads += 1) === 3) world.edge.putDistribution(id, { ...bareConfig(), Comment: 'meanwhile' })
      return found
    }
    expect(await restore(world)).toMatchObject({ state: 'restored', failures: [] })
    expect(world.edge.distributions.get(NAMES.distribution)?.config).toMatchObject({
      ...sampleConfig(),
      Comment: 'meanwhile',
    })
  })

  test('that was deleted after the restore does not hold the undoing up', async () => {
    const { world, points } = await sample()
    world.edge.putDistribution(NAMES.distribution, bareConfig())
    await world.plan([points.distribution])
    await restore(world)
    world.edge.distributions.clear()
    expect(await undo(world)).toMatchObject({ state: 'undone', left: [] })
  })

  test('needs no bytes of the functions that it runs: they may be damaged', async () => {
    const { world, points } = await sample()
    world.edge.putDistribution(NAMES.distribution, bareConfig())
    await world.plan([points.distribution])
    loseBlobs(world)
    expect(await restore(world)).toMatchObject({ state: 'restored' })
  })

  test('of a request for tags only is left alone', async () => {
    const { world, points } = await sample()
    world.edge.putDistribution(NAMES.distribution, bareConfig())
    expect((await world.plan([points.distribution], { parts: ['tags'] })).steps).toEqual([])
  })
})

describe('all of an edge', () => {
  test('comes back in one restore: the store before the function, both before the distribution, with new numbers', async () => {
    const { world, points } = await sample()
    loseEdge(world)
    const { distribution, lambda, function: redirect, store } = points
    const plan = await world.plan([distribution, redirect, store, lambda])
    expect(problems(plan)).toEqual([])
    expect(plan.items.map(({ target }) => target.name)).toEqual([
      NAMES.lambda,
      NAMES.store,
      NAMES.function,
      NAMES.distribution,
    ])
    const outcome = await restore(world)
    expect(outcome).toMatchObject({ state: 'restored', failures: [] })
    const numbers = outcome.renumbering.versions[versionArn('').slice(0, -1)]
    expect(numbers).toEqual({ '1': '7', '2': '8' })
    expect(running(world)).toMatchObject({
      default: [versionArn('8'), expect.anything()],
      '/img/*': [versionArn('7')],
    })
    expect(JSON.stringify(world.edge.functions.get(NAMES.function))).toContain('key-value-store/new-1')
  })
})
