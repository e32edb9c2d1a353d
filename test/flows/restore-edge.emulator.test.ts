import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { ACCOUNT, REGIONS } from '../../local/emulator/environment.ts'
import { createFunction } from '../../local/estate/create-function.ts'
import { createEdge } from '../../local/estate/edge.ts'
import { functionsElsewhere } from '../../local/estate/elsewhere.ts'
import { createSurroundings } from '../../local/estate/surroundings.ts'
import { captureEdge } from '../../shared/edge/capture-edge.ts'
import type { EdgeKind } from '../../shared/edge/keep-edge-reading.ts'
import type { JsonObject } from '../../shared/model/json.ts'
import type { PointsByKind } from '../../shared/model/manifest.ts'
import { isPointOf } from '../../shared/model/manifest.ts'
import { textOf } from '../../shared/model/members.ts'
import type { RestoreRequest } from '../../shared/model/restore.ts'
import { readPoint } from '../../shared/restore/read-point.ts'
import { undoRestore } from '../../shared/restore/undo-restore.ts'
import { openEdgePorts } from '../../shared/runtime/edge-ports.ts'
import { breakEdge, withoutDefault, withoutPaths } from './breaking-edge.ts'
import { FLOW_TIMEOUT } from './flow.ts'
import type { RestoreFlow, Restored } from './restoring.ts'
import { openRestoreFlow } from './restoring.ts'

jest.setTimeout(FLOW_TIMEOUT)

const [REDIRECTS, PAGES, ROUTES, HEADERS] = [
  'shop-redirects',
  'shop-index-pages',
  'shop-routes',
  'edge-headers',
]
const KEYS = ['/sale', '/jobs', '/agb']
const CAUSE = { type: 'person', principal: `arn:aws:iam::${ACCOUNT}:user/ada` } as const

let flow: RestoreFlow
let mistake: ReturnType<typeof breakEdge>
let distribution: string
let before: Everything

beforeAll(async () => {
  flow = await openRestoreFlow()
  const { ServiceRole } = await createSurroundings(flow.inRegion())
  const headers = functionsElsewhere(ServiceRole)[REGIONS.edge]?.find(({ name }) => name === HEADERS)
  await createFunction(flow.inRegion(REGIONS.edge), headers!)
  const version = `arn:aws:lambda:${REGIONS.edge}:${ACCOUNT}:function:${HEADERS}:1`
  const estate = await createEdge(flow.inRegion(), version)
  distribution = estate.distributions[0]!
  mistake = breakEdge(flow.inRegion())
  // The emulator has one source for both stages, and forgets LIVE when DEVELOPMENT changes.
  await mistake.publish(PAGES)
})
beforeEach(async () => {
  before = await captureEverything()
})
afterAll(async () => {
  await flow.stop()
})

describe('at the edge', () => {
  test('a function that was deleted comes back in both stages, and the distribution runs it again', async () => {
    await mistake.changeDistribution(distribution, withoutPaths)
    await mistake.deleteFunction(PAGES)
    expectRestored(await restore(before.distribution, before.pages))
    expect(before.pages.content.live?.code).toBeDefined()
    expect(await contents()).toEqual(contentsOf(before))
  })

  test('a store that was deleted comes back with its pairs, and the function that reads it follows', async () => {
    await mistake.changeDistribution(distribution, withoutDefault)
    await mistake.deleteFunction(REDIRECTS)
    await mistake.deleteStore(ROUTES, KEYS)
    const done = await restore(before.distribution, before.redirects, before.routes)
    expectRestored(done)
    expect(done.plan.cannotComeBack.map(({ part }) => part)).toEqual(['arn'])
    const after = await captureEverything()
    expect(before.routes.content.pairs?.count).toBe(3)
    expect(contentsOf(after)).toEqual(withStoreOf(before, after))
  })

  test('associations that were taken off come back, of CloudFront functions and of versions', async () => {
    await mistake.changeDistribution(distribution, (config) => withoutDefault(withoutPaths(config)))
    const [broken] = (await captureEverything()).distribution.content.behaviors
    expect(broken).toMatchObject({ functions: [], lambdaFunctions: [] })
    expectRestored(await restore(before.distribution))
    expect(await contents()).toEqual(contentsOf(before))
  })

  test('what was changed goes back when that is asked for: source, configuration and pairs', async () => {
    await mistake.replaceFunction(REDIRECTS)
    await mistake.replacePairs(ROUTES, '/sale', '/jobs')
    expect(await contents()).not.toEqual(contentsOf(before))
    const refused = await flow.plan([before.redirects.key, before.routes.key])
    expect(refused.problems.map(({ kind }) => kind)).toEqual(['conflict', 'conflict'])
    expectRestored(await restoreWith({ onConflict: 'update' }, before.redirects, before.routes))
    expect(await contents()).toEqual(contentsOf(before))
  })

  test('undone, what was created is gone, and the distribution is as it was found', async () => {
    await mistake.changeDistribution(distribution, withoutDefault)
    await mistake.deleteFunction(REDIRECTS)
    await mistake.deleteStore(ROUTES, KEYS)
    const found = await capture('distribution', distribution)
    const points = [before.distribution, before.redirects, before.routes]
    await undo(await restore(...points))
    expect((await capture('distribution', distribution)).content).toEqual(found.content)
    await expect(capture('cloudfront-function', REDIRECTS)).rejects.toThrow('deleted')
    await expect(capture('key-value-store', ROUTES)).rejects.toThrow('deleted')
    expectRestored(await restore(...points))
  })

  test('undone, what was changed is as it was found', async () => {
    await mistake.replaceFunction(REDIRECTS)
    await mistake.replacePairs(ROUTES, '/sale', '/jobs')
    const found = await contents()
    const points = [before.redirects, before.routes]
    await undo(await restoreWith({ onConflict: 'update' }, ...points))
    expect(await contents()).toEqual(found)
    expectRestored(await restoreWith({ onConflict: 'update' }, ...points))
  })

  test('a Lambda@Edge function that was deleted comes back, and the distribution runs its new version', async () => {
    const headers = await flow.capture(HEADERS, REGIONS.edge)
    await flow.deleteFunction(HEADERS, REGIONS.edge)
    const done = await flow.restore([headers.key])
    expectRestored(done)
    const arn = `arn:aws:lambda:${REGIONS.edge}:${ACCOUNT}:function:${HEADERS}`
    const number = done.outcome.renumbering.versions[arn]?.['1']
    expect(number).toBeDefined()
    const after = await captureEverything()
    expect(after.distribution.content.behaviors).toMatchObject([
      { functions: before.distribution.content.behaviors[0]!.functions },
      { lambdaFunctions: [{ LambdaFunctionARN: `${arn}:${number}` }] },
    ])
    expect(after.distribution.content.pins).toMatchObject([
      { version: number, code: before.distribution.content.pins[0]!.code },
    ])
  })

  test('a function reads its store under another ARN: the emulator makes one of the name', async () => {
    const name = `${ROUTES}-again`
    await mistake.changeDistribution(distribution, withoutDefault)
    await mistake.deleteFunction(REDIRECTS)
    await mistake.deleteStore(ROUTES, KEYS)
    expectRestored(await restoreWith({ target: { name } }, before.routes))
    const { content } = await capture('key-value-store', name)
    expect(content.arn).not.toBe(before.routes.content.arn)
    expect(content.pairs).toEqual(before.routes.content.pairs)
    const map = { arn: { [before.routes.content.arn]: content.arn } }
    expectRestored(await restoreWith({ map }, before.redirects))
    const after = await capture('cloudfront-function', REDIRECTS)
    const text = JSON.stringify(before.redirects.content)
    expect(after.content).toEqual(JSON.parse(text.replaceAll(before.routes.content.arn, content.arn)))
  })
})

/** A point of the edge and where it is. */
type EdgePoint<Kind extends EdgeKind> = PointsByKind[Kind] & { readonly key: string }

interface Everything {
  readonly redirects: EdgePoint<'cloudfront-function'>
  readonly pages: EdgePoint<'cloudfront-function'>
  readonly routes: EdgePoint<'key-value-store'>
  readonly distribution: EdgePoint<'distribution'>
}

async function captureEverything(): Promise<Everything> {
  return {
    redirects: await capture('cloudfront-function', REDIRECTS),
    pages: await capture('cloudfront-function', PAGES),
    routes: await capture('key-value-store', ROUTES),
    distribution: await capture('distribution', distribution),
  }
}

async function capture<Kind extends EdgeKind>(kind: Kind, name: string): Promise<EdgePoint<Kind>> {
  const ports = openEdgePorts(flow.ports, {})
  const outcome = await captureEdge(ports, { account: ACCOUNT, kind, name, cause: CAUSE })
  if (outcome.type !== 'captured' && outcome.type !== 'unchanged') throw new Error(JSON.stringify(outcome))
  const point = await readPoint(flow.ports.vault, outcome.manifest)
  if (!isPointOf(kind, point)) throw new Error(`${outcome.manifest} is of another kind`)
  return { ...point, key: outcome.manifest }
}

function contentsOf({ redirects, pages, routes, distribution: runs }: Everything) {
  return [redirects.content, pages.content, routes.content, runs.content]
}

async function contents() {
  return contentsOf(await captureEverything())
}

/** What was there before, with the ARN and the id that the store has since. */
function withStoreOf(then: Everything, { routes: { content } }: Everything): unknown {
  const { arn, configuration } = then.routes.content
  const text = JSON.stringify(contentsOf(then)).replaceAll(arn, content.arn)
  return JSON.parse(text.replaceAll(idOf(configuration), idOf(content.configuration)))
}

function idOf(configuration: JsonObject): string {
  return textOf(configuration, 'Id') ?? ''
}

async function restore(...points: readonly { readonly key: string }[]): Promise<Restored> {
  return await restoreWith({}, ...points)
}

async function restoreWith(
  more: Partial<RestoreRequest>,
  ...points: readonly { readonly key: string }[]
): Promise<Restored> {
  return await flow.restore(
    points.map(({ key }) => key),
    more,
  )
}

async function undo(done: Restored): Promise<void> {
  expectRestored(done)
  const outcome = await undoRestore(flow.ports, done.plan.request.restoreId)
  expect(outcome).toMatchObject({ state: 'undone', left: [], failures: [] })
}

function expectRestored({ plan, outcome }: Restored): void {
  const wanted = { problems: [], state: 'restored', failures: [] }
  expect({ problems: plan.problems, ...outcome }).toMatchObject(wanted)
}
