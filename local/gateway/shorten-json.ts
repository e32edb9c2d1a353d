const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Follows a JSON text as it streams by and keeps it without the contents of its long strings: a 40 MB zip in
 * base64 costs nothing, and the members beside it can still be read. What is kept is again JSON.
 */
export class JsonShortener {
  readonly #longest: number
  readonly #kept: Buffer[] = []
  #inString = false
  #escaped = false
  #string: Buffer[] = []
  #length = 0
  size = 0

  /** @param longest bytes of a string that is kept; a longer one becomes `""` */
  constructor(longest: number) {
    this.#longest = longest
  }

  /** Takes the next piece of the text. */
  write(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) at = this.#inString ? this.#readString(chunk, at) : this.#readOutside(chunk, at)
  }

  /** What was kept so far. */
  text(): string {
    return Buffer.concat(this.#kept).toString()
  }

  #readOutside(chunk: Buffer, from: number): number {
    const quote = chunk.indexOf(QUOTE, from)
    const end = quote === -1 ? chunk.length : quote + 1
    this.#keep(chunk.subarray(from, end))
    this.#inString = quote !== -1
    return end
  }

  #readString(chunk: Buffer, from: number): number {
    const end = this.#endOfString(chunk, from)
    this.#hold(chunk.subarray(from, end === -1 ? chunk.length : end))
    if (end === -1) return chunk.length
    if (this.#length <= this.#longest) for (const piece of this.#string) this.#keep(piece)
    this.#keep(chunk.subarray(end, end + 1))
    this.#string = []
    this.#length = 0
    this.#inString = false
    return end + 1
  }

  /** A string is kept whole or not at all: cut anywhere, it might end within an escape. */
  #hold(piece: Buffer): void {
    this.#length += piece.length
    if (this.#length <= this.#longest) this.#string.push(piece)
    else this.#string = []
  }

  /** Index of the quote that closes the string, or -1 when it goes on in the next piece. */
  #endOfString(chunk: Buffer, from: number): number {
    let at = this.#escaped ? from + 1 : from
    let quote = chunk.indexOf(QUOTE, at)
    this.#escaped = false
    for (;;) {
      const backslash = chunk.subarray(at, quote === -1 ? chunk.length : quote).indexOf(BACKSLASH)
      if (backslash === -1) return quote
      at += backslash + 2
      this.#escaped = at > chunk.length
      if (at >= chunk.length) return -1
      if (quote !== -1 && quote < at) quote = chunk.indexOf(QUOTE, at)
    }
  }

  #keep(bytes: Buffer): void {
    this.#kept.push(bytes)
    this.size += bytes.length
  }
}
