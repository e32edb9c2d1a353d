import * as z from 'zod'

/**
 * A schema that looks at the value to choose the schema that it must pass. Unlike a union it tells where a mistake
 * is; unlike a discriminated union it can look deeper than the first level.
 *
 * @param choose the schema for this value; for one that fits none, the schema that says why
 */
export function chooseSchema<T>(choose: (value: unknown) => z.ZodType): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    const parsed = choose(value).safeParse(value)
    // The chosen schemas are those of T's members; the type system cannot follow the choice.
    if (parsed.success) return parsed.data as T
    context.issues.push(...parsed.error.issues.map((issue) => issue as z.core.$ZodRawIssue))
    return z.NEVER
  })
}
