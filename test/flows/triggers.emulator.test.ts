import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Estate } from '../../local/estate.ts'
import { createHere } from '../../local/estate.ts'
import { createSurroundings } from '../../local/estate/surroundings.ts'
import { newestPoint } from '../../local/story/newest-point.ts'
import { ESTATE_PATIENCE, untilQuiet } from '../../local/story/quiet.ts'
import type { FunctionContent } from '../../shared/model/manifest.ts'
import { expectedHere } from './expected-triggers.ts'
import { FLOW_TIMEOUT, openFlow } from './flow.ts'

const flow = openFlow()
let estate: Pick<Estate, 'functions' | 'sources'>

beforeAll(async () => {
  estate = await createHere(flow.inRegion, await createSurroundings(flow.clients))
  await untilQuiet(flow, ESTATE_PATIENCE)
}, 2 * FLOW_TIMEOUT)

async function contentOf(name: string): Promise<FunctionContent> {
  return (await newestPoint(flow.vault, name)).point.content
}

/** Names alone: what the triggers are is known only when they are created. */
const NAMES = Object.keys(expectedHere({} as Estate['sources']))

describe('after the events of its creation, the recovery point of a sample function', () => {
  test.each(NAMES)('lists exactly what wakes %s', async (name) => {
    const { point } = await newestPoint(flow.vault, name)
    expect(point.content.triggers).toMatchObject(expectedHere(estate.sources)[name]!)
    expect(point.gaps).toEqual([])
  })

  test('is expected of every one of them', () => {
    expect([...estate.functions].sort()).toEqual([...NAMES].sort())
  })

  test('has what event source mappings take from, and how long a stream holds it', async () => {
    const { sources } = await contentOf('audit-trail')
    const stream = sources?.find(({ arn }) => arn.includes(':kinesis:'))
    expect(stream).toMatchObject({ exists: true, retentionHours: 24, statements: [] })
    expect((await contentOf('orders-worker')).sources).toMatchObject([{ exists: true }])
  })

  test('tells a source that is gone from one that does not use its permission', async () => {
    const gone = (await contentOf('audit-trail')).sources?.find(({ arn }) => arn.endsWith('2019'))
    expect(gone).toMatchObject({ exists: false, statements: ['policy/s3'] })
    const unused = (await contentOf('image-resizer')).sources?.find(({ arn }) => arn.endsWith('pictures'))
    expect(unused).toMatchObject({
      exists: true,
      region: 'ap-southeast-2',
      statements: ['policy/s3-moved'],
    })
  })

  test('has the definition of an API that invokes it', async () => {
    const { sources } = await contentOf('orders-api')
    const definition = sources?.find(({ arn }) => arn === estate.sources.orders)?.definition
    const document: unknown = JSON.parse(await text(await flow.vault.openBlob(definition!.sha256)))
    expect(document).toMatchObject({ openapi: expect.any(String), paths: { '/orders': expect.anything() } })
  })
})

describe('what a sample function needs', () => {
  test.each([
    ['payment-webhook', ['execution role', 'key', 'secret', 'parameter']],
    ['stock-sync', ['execution role', 'file system']],
    ['orders-worker', ['execution role', 'dead-letter target']],
    ['nightly-report', ['execution role', 'destination on success', 'destination on failure']],
    ['audit-trail', ['execution role', 'destination on failure']],
    ['invoice-render', ['execution role', 'layer']],
  ])('is found for %s, and exists', async (name, roles) => {
    const { references = [] } = await contentOf(name)
    expect(references.flatMap(({ as }) => as).sort()).toEqual([...roles].sort())
    expect(references.filter(({ exists }) => exists !== true)).toEqual([])
  })
})
