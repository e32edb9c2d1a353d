import * as z from 'zod'

/** What JSON can say. Everything in a manifest is this. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** A JSON object. `undefined` never stands in it. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

export const JsonValueSchema: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(JsonValueSchema), JsonObjectSchema]),
)

export const JsonObjectSchema: z.ZodType<JsonObject> = z.lazy(() => z.record(z.string(), JsonValueSchema))
