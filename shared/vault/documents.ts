import type * as z from 'zod'
import { ManifestInvalidError, VaultFormatError } from '../errors.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'

/**
 * The bytes of one JSON document of the vault, indented so that a person can read it.
 * @throws ManifestInvalidError rather than let anything be written that could not be read back
 */
export function encodeDocument<T>(schema: z.ZodType<T>, value: T, key: string): Uint8Array {
  return Buffer.from(`${JSON.stringify(validate(schema, value, key), undefined, 2)}\n`)
}

/**
 * Reads one JSON document of the vault.
 * @throws VaultFormatError when a newer format wrote it
 * @throws ManifestInvalidError when it is not what this format says; the message never shows its content
 */
export function decodeDocument<T>(schema: z.ZodType<T>, bytes: Uint8Array, key: string): T {
  const value = parseJson(bytes, key)
  refuseNewerFormat(value, key)
  return validate(schema, value, key)
}

function parseJson(bytes: Uint8Array, key: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // The parser's own message quotes the text, which may hold environment values: it is not kept.
    throw new ManifestInvalidError(`${key} is not JSON`, { evidence: { key, size: bytes.length } })
  }
}

function refuseNewerFormat(value: unknown, key: string): void {
  if (typeof value !== 'object' || value === null || !('format' in value)) return
  const { format } = value
  if (typeof format !== 'number' || format <= FORMAT_VERSION) return
  throw new VaultFormatError(
    `${key} is in format ${format}; this version of Holdfast knows formats up to ${FORMAT_VERSION}`,
    { evidence: { key, format, known: FORMAT_VERSION } },
  )
}

function validate<T>(schema: z.ZodType<T>, value: unknown, key: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.join('.')
  // Only the place and the kind of the mistake: a message of the validator may quote what it read.
  throw new ManifestInvalidError(
    `${key} is not what the format says: ${where} (${issue?.code ?? 'invalid'})`,
    {
      evidence: { key, where, code: issue?.code },
    },
  )
}
