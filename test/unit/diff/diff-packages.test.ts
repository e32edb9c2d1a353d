import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { diffPackages, packagePairs } from '../../../shared/diff/diff-packages.ts'
import type { TextBounds } from '../../../shared/diff/diff-zips.ts'
import { BlobMissingError } from '../../../shared/errors.ts'
import type { FunctionContent } from '../../../shared/model/manifest.ts'
import { blobRef } from '../../fakes/points.ts'
import { zipOf } from '../../fakes/zip.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

const BOUNDS: TextBounds = { fileBytes: 1000, totalBytes: 10_000, hide: (path) => path === 'secret' }

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function diffBytes(before: Buffer, after: Buffer, bounds = BOUNDS) {
  const stored = new Map([before, after].map((bytes) => [blobRef(bytes).sha256, bytes]))
  const vault = {
    openBlob: async (sha256: string) => {
      const bytes = stored.get(sha256)
      if (bytes === undefined) throw new BlobMissingError('gone')
      return Readable.from([bytes])
    },
  }
  const pair = { part: 'code', before: blobRef(before), after: blobRef(after) }
  return await diffPackages(vault, pair, { folder, bounds })
}

async function diffFiles(before: Files, after: Files, bounds = BOUNDS) {
  const diff = await diffBytes(await zipOf(before), await zipOf(after), bounds)
  if (diff.type !== 'compared') throw new Error(diff.reason)
  return diff.files
}

/** Lies in the directory about the size of the only file, as a zip bomb does. */
function declareSize(zip: Buffer, size: number): Buffer {
  const directory = zip.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'))
  const forged = Buffer.from(zip)
  forged.writeUInt32LE(size, directory + 24)
  return forged
}

describe('the diff of two packages', () => {
  test('lists added, removed and changed files with their sizes, and leaves out equal ones', async () => {
    const files = await diffFiles(
      { 'same.js': 'same', 'old.js': 'old', 'index.js': 'a\nb\nc\n' },
      { 'same.js': 'same', 'new.js': 'newer', 'index.js': 'a\nB\nc\n' },
    )
    expect(files).toEqual([
      {
        path: 'index.js',
        sizeBefore: 6,
        sizeAfter: 6,
        text: { type: 'text', unified: expect.stringContaining('-b\n+B\n') },
      },
      { path: 'new.js', sizeAfter: 5 },
      { path: 'old.js', sizeBefore: 3 },
    ])
  })

  test.each([
    ['binary', 'bytes that are not text', { before: new Uint8Array([0, 1]), after: new Uint8Array([0, 2]) }],
    ['binary', 'bytes that are not UTF-8', { before: 'text', after: new Uint8Array([0xff, 0xfe]) }],
    ['too-large', 'a file above the bound', { before: 'x'.repeat(1001), after: 'y' }],
  ])('gives no text but the reason %s for %s', async (reason, _what, { before, after }) => {
    const [file] = await diffFiles({ f: before }, { f: after })
    expect(file?.text).toEqual({ type: 'none', reason })
  })

  test('hides the text of files that are not to be shown', async () => {
    const [file] = await diffFiles({ secret: 'old' }, { secret: 'new' })
    expect(file?.text).toEqual({ type: 'none', reason: 'hidden' })
  })

  test('stops reading text when all files together exceed the bound, and says so', async () => {
    const files = await diffFiles({ a: '1', b: '1' }, { a: '2', b: '2' }, { ...BOUNDS, totalBytes: 3 })
    expect(files.map((file) => file.text?.type)).toEqual(['text', 'none'])
    expect(files[1]?.text).toEqual({ type: 'none', reason: 'too-large' })
  })

  test('gives up on texts that have nothing in common, and says so', async () => {
    const lines = (word: string) => Array.from({ length: 3000 }, (_, n) => `${word}${n}`).join('\n')
    const bounds = { ...BOUNDS, fileBytes: 100_000, totalBytes: 1_000_000 }
    const [file] = await diffFiles({ f: lines('a') }, { f: lines('b') }, bounds)
    expect(file?.text).toEqual({ type: 'none', reason: 'too-different' })
  })

  test('never unpacks more than the directory of the zip declares', async () => {
    const bomb = declareSize(await zipOf({ f: 'x'.repeat(100_000) }), 10)
    const diff = await diffBytes(await zipOf({ f: 'small' }), bomb)
    expect(diff).toMatchObject({ files: [{ path: 'f', text: { type: 'none', reason: 'unreadable' } }] })
  })

  test('says that a package is no zip instead of failing', async () => {
    const diff = await diffBytes(await zipOf({ f: '1' }), Buffer.from('not a zip at all, but long enough'))
    expect(diff).toEqual({ part: 'code', type: 'not-compared', reason: expect.stringContaining('as a zip') })
  })

  test('leaves no copy of the packages behind, not even when a blob is missing', async () => {
    await diffFiles({ a: '1' }, { a: '2' })
    const blob = blobRef('x')
    const vault = { openBlob: () => Promise.reject(new BlobMissingError('gone')) }
    const diff = diffPackages(vault, { part: 'code', before: blob, after: blob }, { folder, bounds: BOUNDS })
    await expect(diff).rejects.toBeInstanceOf(BlobMissingError)
    expect(await readdir(folder)).toEqual([])
  })
})

describe('the packages to compare', () => {
  const blob = (text: string) => blobRef(text)
  const content = (code: string, layer: string, layerArn: string): FunctionContent => ({
    configuration: {},
    code: { type: 'zip', blob: blob(code) },
    versions: [{ version: '1', configuration: {}, code: { type: 'zip', blob: blob('published') } }],
    layers: [{ arn: layerArn, description: {}, blob: blob(layer) }],
  })

  test('are those that both have and that differ, a layer matched whatever its version', () => {
    const pairs = packagePairs(
      content('old', 'layer old', 'arn:aws:lambda:eu-west-1:1:layer:l:3'),
      content('new', 'layer new', 'arn:aws:lambda:eu-west-1:1:layer:l:12'),
    )
    expect(pairs).toEqual([
      { part: 'code', before: blob('old'), after: blob('new') },
      {
        part: 'layers.arn:aws:lambda:eu-west-1:1:layer:l',
        before: blob('layer old'),
        after: blob('layer new'),
      },
    ])
  })

  test('are none when the code became an image', () => {
    const before = content('old', 'layer', 'arn:aws:lambda:eu-west-1:1:layer:l:3')
    expect(packagePairs(before, { ...before, code: { type: 'image', uri: 'r:t' } })).toEqual([])
  })

  test('compare the newest of several versions of one layer', () => {
    const layers = (...versions: number[]): FunctionContent => ({
      configuration: {},
      layers: versions.map((n) => ({ arn: `arn:l:${n}`, description: {}, blob: blob(String(n)) })),
    })
    expect(packagePairs(layers(10, 9), layers(11, 9))).toEqual([
      { part: 'layers.arn:l', before: blob('10'), after: blob('11') },
    ])
  })
})
