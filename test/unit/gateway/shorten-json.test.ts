import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { JsonShortener } from '../../../local/gateway/shorten-json.ts'

function shortened(text: string, longest: number, pieces: number): unknown {
  const shortener = new JsonShortener(longest)
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += pieces) shortener.write(bytes.subarray(at, at + pieces))
  return JSON.parse(shortener.text())
}

function emptied(value: unknown, longest: number): unknown {
  if (typeof value === 'string') return Buffer.byteLength(JSON.stringify(value)) - 2 > longest ? '' : value
  if (Array.isArray(value)) return value.map((one) => emptied(one, longest))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, emptied(one, longest)]))
}

describe('shortening JSON as it streams by', () => {
  test('empties exactly the strings that are too long, however the text is cut into pieces', () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', 'é', '{', ',') }),
        fc.integer(),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('a', 'b"', 'c'), tie('node')),
      ),
    })).node
    fc.assert(
      fc.property(
        value,
        fc.integer({ min: 4, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (json, longest, piece) => {
          expect(shortened(JSON.stringify(json), longest, piece)).toEqual(emptied(json, longest))
        },
      ),
    )
  })

  test('holds little of a large package', () => {
    const shortener = new JsonShortener(1024)
    shortener.write(Buffer.from('{"FunctionName":"shop","Code":{"ZipFile":"'))
    for (let written = 0; written < 40; written += 1) shortener.write(Buffer.alloc(1024 * 1024, 'A'))
    shortener.write(Buffer.from('"},"Timeout":3}'))
    expect(JSON.parse(shortener.text())).toEqual({ FunctionName: 'shop', Code: { ZipFile: '' }, Timeout: 3 })
    expect(shortener.size).toBeLessThan(200)
  })
})
