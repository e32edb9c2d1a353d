import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { plainJson, plainObject } from '../../../shared/aws/plain-json.ts'

describe('an answer of the SDK as plain JSON', () => {
  test('has dates as text, bytes as base64, and neither undefined members nor metadata', () => {
    const answer = {
      $metadata: { requestId: 'r' },
      at: new Date('2026-01-02T03:04:05.678Z'),
      bytes: new Uint8Array([1, 2, 255]),
      missing: undefined,
      inner: [{ none: undefined, some: false }, null],
    }
    expect(plainObject(answer)).toEqual({
      at: '2026-01-02T03:04:05.678Z',
      bytes: 'AQL/',
      inner: [{ some: false }, null],
    })
  })

  test('says of a missing answer that it is empty', () => {
    expect(plainObject()).toEqual({})
  })

  test.each([1n, Symbol('s'), () => 1, Number.NaN])('refuses what JSON cannot say (%p)', (value) => {
    expect(() => plainJson({ value })).toThrow(TypeError)
  })

  test('keeps everything that JSON can say', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(plainJson(value))).toBe(JSON.stringify(value))
      }),
    )
  })
})
