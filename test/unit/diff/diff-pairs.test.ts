import { Readable } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { diffPairs } from '../../../shared/diff/diff-pairs.ts'
import type { KeyValueStoreContent } from '../../../shared/model/edge.ts'
import { blobRef } from '../../fakes/points.ts'

/** A store's content, and a vault that holds its pairs as they are written here. */
function states(before: string | undefined, after: string | undefined) {
  const texts = new Map<string, string>()
  const content = (text: string | undefined): KeyValueStoreContent => {
    if (text === undefined) return { arn: 'arn:store', configuration: {} }
    const blob = blobRef(text)
    texts.set(blob.sha256, text)
    return { arn: 'arn:store', configuration: {}, pairs: { blob, count: 1 } }
  }
  const pair = { before: content(before), after: content(after) }
  const vault = { openBlob: async (sha256: string) => Readable.from([Buffer.from(texts.get(sha256) ?? '')]) }
  return diffPairs(vault, pair)
}

const ONE = '{"data":[{"key":"a","value":"1"}]}'

describe('The difference between the pairs of two states', () => {
  test('is one change for each key, those that are the same left out', async () => {
    const two = '{"data":[{"key":"a","value":"1"},{"key":"b","value":"2"}]}'
    expect(await states(ONE, two)).toEqual([{ path: ['pairs', 'values', 'b'], after: '2' }])
    expect(await states(two, ONE)).toEqual([{ path: ['pairs', 'values', 'b'], before: '2' }])
    expect(await states(ONE, ONE)).toEqual([])
  })

  test('is not told when one of them could not be read: its point has a gap', async () => {
    expect(await states(ONE, undefined)).toEqual([])
    expect(await states(undefined, ONE)).toEqual([])
  })

  test.each([['secret, and no JSON'], ['{"data":[{"key":"a","value":["secret"]}]}'], ['[]']])(
    'of %s is an error that quotes nothing',
    async (text) => {
      const error = await states(ONE, text).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ name: 'ManifestInvalidError' })
      expect(String(error)).not.toContain('secret')
    },
  )
})
