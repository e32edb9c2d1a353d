import { beforeEach, describe, expect, test } from '@jest/globals'
import { captured, fakeEdge } from '../edge/edge.ts'
import { fakeWorld, holdfast } from './terminal.ts'

let edge: ReturnType<typeof fakeEdge>

beforeEach(() => {
  edge = fakeEdge()
})

describe('holdfast diff of a CloudFront function', () => {
  test('shows how the source of a stage changed, line by line', async () => {
    edge.cloudfront.putFunction('redirect', 'function handler(event) {\n  return 1\n}\n')
    await captured(edge, 'cloudfront-function', 'redirect')
    edge.cloudfront.putFunction('redirect', 'function handler(event) {\n  return 2\n}\n')
    await captured(edge, 'cloudfront-function', 'redirect')
    const { out, code } = await holdfast(fakeWorld(edge.store), 'diff', 'redirect')
    expect(code).toBe(0)
    expect(out).toContain(
      [
        'source of development.code',
        '~ development.code  39 B -> 39 B',
        '    @@ -1,3 +1,3 @@',
        '     function handler(event) {',
        '    -  return 1',
        '    +  return 2',
        '     }',
      ].join('\n'),
    )
    expect(out).not.toContain('live.code')
  })

  test('does not read what no CloudFront function is as large as', async () => {
    edge.cloudfront.putFunction('redirect', 'a'.repeat(70_000))
    await captured(edge, 'cloudfront-function', 'redirect')
    edge.cloudfront.putFunction('redirect', 'b')
    await captured(edge, 'cloudfront-function', 'redirect')
    const printed = await holdfast(fakeWorld(edge.store), 'diff', 'redirect', '--json')
    expect(printed.json()).toMatchObject({
      sources: [{ part: 'development.code', text: { type: 'none', reason: 'too-large' } }],
    })
  })
})

describe('holdfast diff of a key value store', () => {
  beforeEach(async () => {
    edge.cloudfront.putStore('routes', { kept: 'same', changed: 'secret-1', removed: 'secret-2' })
    await captured(edge, 'key-value-store', 'routes')
    edge.cloudfront.putStore('routes', { kept: 'same', changed: 'secret-3', added: 'secret-4' })
    await captured(edge, 'key-value-store', 'routes')
  })

  test.each([
    ['text', []],
    ['JSON', ['--json']],
  ])('names in its %s the pairs that differ, and hides their values', async (_what, options) => {
    const { out } = await holdfast(fakeWorld(edge.store), 'diff', 'routes', ...options)
    for (const key of ['added', 'changed', 'removed']) expect(out).toContain(`pairs.values.${key}`)
    expect(out).not.toContain('pairs.values.kept')
    expect(out).not.toContain('secret-')
  })

  test('shows the values when asked to', async () => {
    const { out } = await holdfast(fakeWorld(edge.store), 'diff', 'routes', '--show-secrets')
    expect(out).toContain('+ pairs.values.added: "secret-4"\n')
    expect(out).toContain('~ pairs.values.changed: "secret-1" -> "secret-3"\n')
    expect(out).toContain('- pairs.values.removed: "secret-2"')
  })

  test('ends with 6 when the pairs are damaged, and quotes nothing of them', async () => {
    const { store } = edge
    for (const [key, held] of store.objects) {
      if (key.startsWith('blobs/'))
        store.objects.set(key, { ...held, bytes: Buffer.from('{"data":"secret-') })
    }
    const { err, code } = await holdfast(fakeWorld(store), 'diff', 'routes')
    expect(code).toBe(6)
    expect(err).not.toContain('secret-')
  })
})
