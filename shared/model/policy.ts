import { JsonObjectSchema } from './json.ts'
import type { JsonObject } from './json.ts'

/** Reads a policy document as AWS hands it out: JSON text. @throws SyntaxError, ZodError when it is not */
export function parsePolicy(text: string): JsonObject {
  return JsonObjectSchema.parse(JSON.parse(text))
}
