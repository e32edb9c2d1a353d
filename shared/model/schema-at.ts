import * as z from 'zod'

/** The schema of one member; `undefined` where a schema says nothing of it, or leaves the choice. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  const inner = unwrapped(schema)
  const [step, ...rest] = path
  if (step === undefined) return inner
  const next = memberOf(inner, step)
  return next === undefined ? undefined : schemaAt(next, rest)
}

function memberOf(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as z.core.$ZodShape)[String(step)]
  if (schema instanceof z.ZodRecord) return schema.valueType
  return schema instanceof z.ZodArray ? schema.element : undefined
}

/** What may be left out, or is changed once it is read, looks in the file like what is inside. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in)
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodReadonly
  return isWrapped ? unwrapped(schema.unwrap()) : schema
}
