import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { diffContents, pathText } from '../../../shared/diff/diff-contents.ts'
import type { FunctionContent } from '../../../shared/model/manifest.ts'

function changes(before: FunctionContent, after: FunctionContent) {
  return diffContents(before, after).map(({ path, ...values }) => ({ path: pathText(path), ...values }))
}

describe('the diff of two contents', () => {
  test('names each member that was changed, added or removed, in order', () => {
    expect(
      changes(
        { configuration: { Timeout: 3, MemorySize: 128, KMSKeyArn: 'k' } },
        { configuration: { Timeout: 9, MemorySize: 128, Handler: 'a.b' } },
      ),
    ).toEqual([
      { path: 'configuration.Handler', after: 'a.b' },
      { path: 'configuration.KMSKeyArn', before: 'k' },
      { path: 'configuration.Timeout', before: 3, after: 9 },
    ])
  })

  test('matches versions by number, so that a version in front of others is one change', () => {
    const two = { version: '2', configuration: { Timeout: 2 } }
    const ten = { version: '10', configuration: { Timeout: 3 } }
    expect(
      changes(
        { configuration: {}, versions: [two, ten] },
        { configuration: {}, versions: [{ version: '1', configuration: {} }, { ...two, policy: null }, ten] },
      ),
    ).toEqual([
      { path: 'versions.1', after: { version: '1', configuration: {} } },
      { path: 'versions.2.policy', after: null },
    ])
  })

  test('matches policy statements by Sid whatever their order', () => {
    const statement = (Sid: string, Action: string) => ({ Sid, Action })
    expect(
      changes(
        { configuration: {}, policy: { Statement: [statement('a', 'x'), statement('b', 'y')] } },
        { configuration: {}, policy: { Statement: [statement('b', 'z'), statement('a', 'x')] } },
      ),
    ).toEqual([{ path: 'policy.Statement.b.Action', before: 'y', after: 'z' }])
  })

  describe('of triggers', () => {
    const ORDERS = 'arn:aws:lambda:eu-west-1:123456789012:function:orders'
    const trigger = (source: string, settings: Record<string, string>, invokes = ORDERS) => ({
      kind: 'sns-subscription',
      source,
      invokes,
      settings,
    })
    const triggers = (...all: ReturnType<typeof trigger>[]) => ({ configuration: {}, triggers: all })

    test('matches them by kind, source and what they invoke, whatever their order', () => {
      expect(
        changes(
          triggers(trigger('b', { FilterPolicy: '1' }), trigger('c', {})),
          triggers(trigger('a', {}), trigger('c', {}), trigger('b', { FilterPolicy: '2' })),
        ),
      ).toEqual([
        { path: `triggers["sns-subscription a ${ORDERS}"]`, after: trigger('a', {}) },
        { path: `triggers["sns-subscription b ${ORDERS}"].settings.FilterPolicy`, before: '1', after: '2' },
      ])
    })

    test('tells one that invokes an alias from one that invokes the function', () => {
      const live = `${ORDERS}:live`
      expect(changes(triggers(trigger('a', {})), triggers(trigger('a', {}, live)))).toEqual([
        { path: `triggers["sns-subscription a ${ORDERS}"]`, before: trigger('a', {}) },
        { path: `triggers["sns-subscription a ${live}"]`, after: trigger('a', {}, live) },
      ])
    })

    test('shows one more of the same source as one addition, wherever it stands', () => {
      const [one, two, three] = ['1', '2', '3'].map((id) => trigger('bucket', { Id: id }))
      expect(changes(triggers(one!, three!), triggers(two!, one!, three!))).toEqual([
        { path: `triggers["sns-subscription bucket ${ORDERS}"]`, after: two },
      ])
      expect(changes(triggers(one!), triggers(two!, three!))).toEqual([
        { path: `triggers["sns-subscription bucket ${ORDERS} #2"]`, after: three },
        { path: `triggers["sns-subscription bucket ${ORDERS}"].settings.Id`, before: '1', after: '2' },
      ])
    })
  })

  test('shows a list of plain values as one member', () => {
    expect(
      changes(
        { configuration: { Architectures: ['x86_64'] } },
        { configuration: { Architectures: ['arm64'] } },
      ),
    ).toEqual([{ path: 'configuration.Architectures', before: ['x86_64'], after: ['arm64'] }])
  })

  test('tells a part that was read and is not there from a part that could not be read', () => {
    expect(changes({ configuration: {}, policy: null }, { configuration: {}, policy: undefined })).toEqual([
      { path: 'policy', before: null },
    ])
  })

  test('quotes names that are not words', () => {
    expect(pathText(['layers', 'arn:aws:lambda:eu-west-1:1:layer:l:3', 'blob'])).toBe(
      'layers["arn:aws:lambda:eu-west-1:1:layer:l:3"].blob',
    )
  })

  test('is empty for equal contents, and swaps sides when they are swapped', () => {
    const member = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<FunctionContent['configuration'][string]>
    const content = fc.record({ configuration: fc.dictionary(fc.string(), member) })
    fc.assert(
      fc.property(content, content, (a, b) => {
        expect(diffContents(a, structuredClone(a))).toEqual([])
        const swapped = diffContents(b, a).map(({ path, before, after }) => ({
          path,
          before: after,
          after: before,
        }))
        expect(swapped).toEqual(
          diffContents(a, b).map(({ path, before, after }) => ({ path, before, after })),
        )
      }),
    )
  })
})
