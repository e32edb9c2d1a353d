import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { JsonValue } from '../../../shared/model/json.ts'
import { JsonValueSchema } from '../../../shared/model/json.ts'
import { fingerprint, pointFingerprint } from '../../../shared/vault/fingerprint.ts'
import { pointId } from '../../../shared/vault/point-id.ts'
import { HELLO } from '../../fakes/points.ts'

/** The same value with the members of every object in the opposite order. */
function turned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, turned(member)]),
  )
}

describe('a fingerprint', () => {
  test('is the SHA-256 of the canonical JSON of RFC 8785', () => {
    // echo -n '{"a":[1,"ü"],"b":null}' | sha256sum
    expect(fingerprint({ b: null, a: [1.0, 'ü'] })).toBe(
      '0315e7da7dad15415af50795b6eea22b22929c6804ff4aad3ebbc45ace4a1aa7',
    )
  })

  test('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (any) => {
        const value = JsonValueSchema.parse(JSON.parse(JSON.stringify(any)))
        expect(fingerprint(turned(value))).toBe(fingerprint(value))
      }),
    )
  })

  test('depends on the order of a list', () => {
    expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1]))
  })

  test('of a point does not depend on the messages of its gaps, but on their reasons', () => {
    const gap = { part: 'policy', reason: 'access-denied', message: 'request 1' } as const
    const content = { configuration: {} }
    const print = pointFingerprint(content, [gap])
    expect(pointFingerprint(content, [{ ...gap, message: 'request 2' }])).toBe(print)
    expect(pointFingerprint(content, [{ ...gap, reason: 'throttled' }])).not.toBe(print)
    expect(pointFingerprint(content, [])).not.toBe(print)
  })
})

describe('the id of a point', () => {
  const identity = { resource: HELLO, previous: null, fingerprint: 'ab'.repeat(32) }

  test('is 16 hexadecimal digits', () => {
    expect(pointId(identity)).toMatch(/^[0-9a-f]{16}$/)
  })

  test('is the same for the same resource, predecessor and content', () => {
    const { name, kind, zone, account } = HELLO
    expect(pointId({ ...identity, resource: { name, kind, zone, account } })).toBe(pointId(identity))
  })

  test.each([
    ['resource', { ...identity, resource: { ...HELLO, name: 'other' } }],
    ['predecessor', { ...identity, previous: 'points/x.json' }],
    ['content', { ...identity, fingerprint: 'cd'.repeat(32) }],
    ['kind, if it is a tombstone,', { ...identity, fingerprint: null }],
  ])('differs when its %s differs', (_what, other) => {
    expect(pointId(other)).not.toBe(pointId(identity))
  })
})
