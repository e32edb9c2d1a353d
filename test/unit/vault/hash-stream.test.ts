import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { ExpectedBytes, FoundBytes } from '../../../shared/vault/hash-stream.ts'
import { HashStream } from '../../../shared/vault/hash-stream.ts'

class RefusedError extends Error {
  readonly found: FoundBytes
  constructor(found: FoundBytes) {
    super('refused')
    this.found = found
  }
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** What comes out of a hash stream before it ends or fails. */
async function passThrough(chunks: readonly Uint8Array[], expected: ExpectedBytes) {
  const hashed = new HashStream(expected, (found) => new RefusedError(found))
  const out: Buffer[] = []
  Readable.from(chunks).pipe(hashed)
  try {
    for await (const chunk of hashed) out.push(chunk as Buffer)
    return { out: Buffer.concat(out), error: undefined }
  } catch (error) {
    return { out: Buffer.concat(out), error }
  }
}

const chunkLists = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { minLength: 1, maxLength: 8 })

describe('a hash stream', () => {
  test('passes every byte on when they are what was expected', async () => {
    await fc.assert(
      fc.asyncProperty(chunkLists, async (chunks) => {
        const whole = Buffer.concat(chunks)
        const { out, error } = await passThrough(chunks, { sha256: hashOf(whole), size: whole.length })
        expect(error).toBeUndefined()
        expect(out.equals(whole)).toBe(true)
      }),
    )
  })

  test('never passes on the whole of what was not expected', async () => {
    await fc.assert(
      fc.asyncProperty(chunkLists, fc.constantFrom('sha256', 'less', 'more'), async (chunks, mistake) => {
        const whole = Buffer.concat(chunks)
        const wrong = {
          sha256: { sha256: '0'.repeat(64), size: whole.length },
          less: { sha256: hashOf(whole), size: whole.length + 1 },
          more: { sha256: hashOf(whole), size: whole.length - 1 },
        }
        const { out, error } = await passThrough(chunks, wrong[mistake])
        expect(error).toBeInstanceOf(RefusedError)
        expect(out.length).toBeLessThan(whole.length)
      }),
    )
  })

  test('holds the last chunk back until it knows that there is none after it', async () => {
    const hashed = new HashStream({}, (found) => new RefusedError(found))
    const out: string[] = []
    hashed.on('data', (chunk: Buffer) => out.push(chunk.toString()))
    for (const [chunk, seen] of [
      ['a', []],
      ['b', ['a']],
      ['c', ['a', 'b']],
    ] as const) {
      hashed.write(chunk)
      await setImmediate()
      expect(out).toEqual(seen)
    }
    hashed.end()
    await setImmediate()
    expect(out).toEqual(['a', 'b', 'c'])
  })

  test('tells what it found', async () => {
    const bytes = Buffer.from('hello')
    const { error } = await passThrough([bytes], { sha256: '0'.repeat(64) })
    expect((error as RefusedError).found).toEqual({ sha256: hashOf(bytes), size: 5 })
  })

  test('checks only what is expected of it', async () => {
    const { out, error } = await passThrough([Buffer.from('hello')], {})
    expect(error).toBeUndefined()
    expect(out.toString()).toBe('hello')
  })

  test('passes nothing on of nothing', async () => {
    const hashed = new HashStream({ size: 0 }, (found) => new RefusedError(found))
    hashed.end()
    expect(await buffer(hashed)).toHaveLength(0)
  })
})
