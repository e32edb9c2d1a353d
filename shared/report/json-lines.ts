import type * as z from 'zod'
import { ManifestInvalidError } from '../errors.ts'

/** The bytes of some values as JSON lines (jsonlines.org): one value a line. */
export function encodeJsonLines(values: readonly unknown[]): Uint8Array {
  return Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''))
}

/**
 * The values of a stream of JSON lines, one at a time.
 *
 * @param name what the stream is, for the error
 * @throws ManifestInvalidError when a line is not what `schema` says; the message never shows its content
 */
export async function* decodeJsonLines<T>(
  schema: z.ZodType<T>,
  stream: AsyncIterable<Uint8Array>,
  name: string,
): AsyncIterable<T> {
  let number = 0
  for await (const line of splitLines(stream)) {
    number += 1
    const result = schema.safeParse(parseJson(line))
    if (!result.success) {
      throw new ManifestInvalidError(`Line ${number} of ${name} is not what the format says`, {
        evidence: { key: name, line: number },
      })
    }
    yield result.data
  }
}

async function* splitLines(stream: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest + decoder.decode()
}

/** `undefined`, which no schema of a line accepts, for what is not JSON: the parser's message would quote it. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
