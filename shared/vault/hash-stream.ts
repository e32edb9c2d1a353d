import { createHash } from 'node:crypto'
import type { TransformCallback } from 'node:stream'
import { Transform } from 'node:stream'
import type { Sha256 } from '../model/manifest.ts'

/** What the bytes of a stream are expected to be; what is missing is not checked. `size` in bytes. */
export interface ExpectedBytes {
  readonly sha256?: Sha256 | undefined
  readonly size?: number | undefined
}

/** What they turned out to be. A stream that grows too long is cut, so its hash is not known. */
export interface FoundBytes {
  readonly sha256?: Sha256
  readonly size: number
}

/**
 * Passes bytes through and fails when they are not what was expected. The last chunk is held back until that is
 * known: a store that was told the length never receives the whole of a wrong body, and so never keeps it.
 */
export class HashStream extends Transform {
  readonly #expected: ExpectedBytes
  readonly #refuse: (found: FoundBytes) => Error
  readonly #hash = createHash('sha256')
  #size = 0
  #held: Buffer | undefined

  /** @param refuse makes the error that the stream fails with */
  constructor(expected: ExpectedBytes, refuse: (found: FoundBytes) => Error) {
    super()
    this.#expected = expected
    this.#refuse = refuse
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#size += chunk.length
    if (this.#size > (this.#expected.size ?? Number.POSITIVE_INFINITY)) {
      done(this.#refuse({ size: this.#size }))
      return
    }
    this.#hash.update(chunk)
    if (this.#held !== undefined) this.push(this.#held)
    this.#held = chunk
    done()
  }

  override _flush(done: TransformCallback): void {
    const found = { sha256: this.#hash.digest('hex'), size: this.#size }
    const { sha256 = found.sha256, size = found.size } = this.#expected
    if (found.sha256 !== sha256 || found.size !== size) done(this.#refuse(found))
    else done(null, this.#held)
  }
}
