import * as z from 'zod'
import type { JsonObject } from '../model/json.ts'

const Words = z.union([z.string().transform((word) => [word]), z.array(z.string())])

/** What of a statement is looked at; members that are written otherwise are looked through. */
const Statement = z.looseObject({
  Effect: z.string(),
  Principal: z.unknown(),
  Action: Words.optional(),
  Resource: Words.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
})

/** One statement of a bucket policy. */
export type PolicyStatement = z.infer<typeof Statement>

/** Whether a bucket policy refuses every request that comes without TLS. */
export function refusesPlainText(policy: JsonObject | undefined): boolean {
  return refusalsOf(policy).some(
    ({ Action = [], Condition = {} }) =>
      Action.includes('s3:*') && String(Condition['Bool']?.['aws:SecureTransport']) === 'false',
  )
}

/** Whether a bucket policy allows anything to everybody without a condition. */
export function openToAll(policy: JsonObject | undefined): boolean {
  return statementsOf(policy).some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Allow' && isEverybody(Principal) && Object.keys(Condition ?? {}).length === 0,
  )
}

/** The statements by which a bucket policy refuses everybody something. */
export function refusalsOf(policy: JsonObject | undefined): readonly PolicyStatement[] {
  return statementsOf(policy).filter(({ Effect, Principal }) => Effect === 'Deny' && isEverybody(Principal))
}

function statementsOf(policy: JsonObject | undefined): readonly PolicyStatement[] {
  const statements = policy?.['Statement']
  const all = Array.isArray(statements) ? statements : [statements]
  return all.flatMap((one) => Statement.safeParse(one).data ?? [])
}

function isEverybody(principal: unknown): boolean {
  if (principal === '*') return true
  const named = z.looseObject({ AWS: Words }).safeParse(principal).data
  return named?.AWS.includes('*') ?? false
}
