import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { ResourceRef } from '../../../shared/model/resource.ts'
import {
  blobKey,
  compactTime,
  inventoryKey,
  isInventoryKey,
  isReservedKey,
  latestKey,
  latestPrefix,
  manifestKey,
  manifestPrefixes,
  parseBlobKey,
  parseCompactTime,
  parseLatestKey,
  parseManifestKey,
  parseSourceKey,
  sourceKey,
  sourcePrefix,
} from '../../../shared/vault/layout.ts'

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'.split('')), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''))
const second = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000))
const resource: fc.Arbitrary<ResourceRef> = fc.record({
  account: fc.integer({ min: 0, max: 999_999_999_999 }).map((id) => String(id).padStart(12, '0')),
  zone: fc.constantFrom('edge', 'eu-west-1', 'us-gov-east-1', 'ap-southeast-5'),
  kind: fc.constant('function' as const),
  name: fc.string({ unit: 'grapheme', minLength: 1 }),
})

const HELLO = { account: '123456789012', zone: 'eu-west-1', kind: 'function', name: 'hello' } as const

describe('the layout of a vault', () => {
  test('is the one that docs/vault-format.md describes', () => {
    const sha256 = 'ab'.repeat(32)
    const taken = { resource: HELLO, takenAt: new Date('2026-01-02T03:04:05.678Z'), id: '0123456789abcdef' }
    expect(blobKey(sha256)).toBe(`blobs/sha256/ab/${sha256}`)
    expect(manifestKey(taken)).toBe(
      'points/123456789012/eu-west-1/function/hello/20260102T030405Z-0123456789abcdef.json',
    )
    expect(latestKey(HELLO)).toBe('latest/123456789012/eu-west-1/function/hello.json')
    expect(inventoryKey('123456789012', 'eu-west-1')).toBe('inventories/123456789012/eu-west-1.json')
    const topic = 'arn:aws:sns:eu-west-1:123456789012:orders'
    const digest = createHash('sha256').update(topic).digest('hex').slice(0, 32)
    expect(sourceKey(HELLO, topic)).toBe(`sources/123456789012/${digest}/eu-west-1/hello.json`)
  })

  test('gives back the hash that a blob was named by', () => {
    fc.assert(fc.property(hex(64), (sha256) => parseBlobKey(blobKey(sha256)) === sha256))
  })

  test('gives back what a manifest was named by, to the second', () => {
    fc.assert(
      fc.property(resource, second, hex(16), (resource, takenAt, id) => {
        expect(parseManifestKey(manifestKey({ resource, takenAt, id }))).toEqual({ resource, takenAt, id })
      }),
    )
  })

  test('gives back the resource that a pointer was named by', () => {
    fc.assert(
      fc.property(resource, (resource) => expect(parseLatestKey(latestKey(resource))).toEqual(resource)),
    )
  })

  test('gives back the function that was entered under a source', () => {
    fc.assert(
      fc.property(resource, fc.string({ unit: 'binary' }), (resource, arn) => {
        const key = sourceKey(resource, arn)
        expect(parseSourceKey(key)).toEqual(resource)
        expect(key.startsWith(sourcePrefix(resource.account, arn))).toBe(true)
      }),
    )
  })

  test.each([
    'sources/123456789012/0123456789abcdef0123456789abcdef/eu-west-1/a/b.json',
    'sources/123456789012/0123456789abcdef0123456789abcdef/eu-west-1/a b.json',
    'sources/123456789012/0123456789abcdef0123456789abcdef/hello.json',
    'sources/123456789012/0123456789ABCDEF0123456789ABCDEF/eu-west-1/hello.json',
    'sources/123456789012/0123456789abcdef/eu-west-1/hello.json',
    'sources/notes.txt',
  ])('takes %p for no entry of its index', (key) => expect(parseSourceKey(key)).toBeUndefined())

  test('gives back an instant, to the second', () => {
    fc.assert(fc.property(second, (date) => expect(parseCompactTime(compactTime(date))).toEqual(date)))
  })

  test('keeps the order of time in the order of keys', () => {
    fc.assert(
      fc.property(second, second, (a, b) => {
        expect(compactTime(a) < compactTime(b)).toBe(a.getTime() < b.getTime())
      }),
    )
  })

  test('never lets a name reach out of its folder', () => {
    fc.assert(fc.property(resource, (resource) => expect(latestKey(resource).split('/')).toHaveLength(5)))
  })

  test.each([
    '',
    'vault.json',
    'points/123456789012/eu-west-1/function/hello/notes.txt',
    'points/123456789012/eu-west-1/function/hello/20260102T030405Z-0123456789abcdef.json.part',
    'points/123456789012/eu-west-1/function/hello/20261302T030405Z-0123456789abcdef.json',
    'points/123456789012/eu-west-1/function/hello/20260102T030405Z-0123456789ABCDEF.json',
    'points/123456789012/eu-west-1/layer/hello/20260102T030405Z-0123456789abcdef.json',
    'points/1234/eu-west-1/function/hello/20260102T030405Z-0123456789abcdef.json',
    'points/123456789012/eu-west-1/function/a b/20260102T030405Z-0123456789abcdef.json',
    'points/123456789012/eu-west-1/function/%zz/20260102T030405Z-0123456789abcdef.json',
    'points/123456789012/eu-west-1/function/a/b/20260102T030405Z-0123456789abcdef.json',
    'latest/123456789012/eu-west-1/function/hello',
    'latest/123456789012/eu-west-1/hello.json',
    `blobs/sha256/cd/${'ab'.repeat(32)}`,
    `blobs/sha256/ab/${'AB'.repeat(32)}`,
    `blobs/${'ab'.repeat(32)}`,
  ])('takes %p for no key of its own', (key) => {
    expect(parseManifestKey(key)).toBeUndefined()
    expect(parseLatestKey(key)).toBeUndefined()
    expect(parseBlobKey(key)).toBeUndefined()
  })

  test('knows its inventories and the folders that later work writes to', () => {
    expect(isInventoryKey(inventoryKey('123456789012', 'edge'))).toBe(true)
    expect(isInventoryKey('inventories/notes.txt')).toBe(false)
    expect(isReservedKey('runs/2026-01-01/run-1/report.json')).toBe(true)
    expect(isReservedKey('points/x')).toBe(false)
  })

  test('lists no more than was asked for where a key can tell', () => {
    const { account, zone, name } = HELLO
    expect(manifestPrefixes({})).toEqual(['points/'])
    expect(manifestPrefixes({ account })).toEqual(['points/123456789012/'])
    expect(manifestPrefixes({ account, zone })).toEqual(['points/123456789012/eu-west-1/'])
    expect(manifestPrefixes({ account, zone, name })).toEqual([
      'points/123456789012/eu-west-1/function/hello/',
    ])
    expect(manifestPrefixes({ zone, name })).toEqual(['points/'])
    expect(latestPrefix({ account, zone })).toBe('latest/123456789012/eu-west-1/')
  })
})
