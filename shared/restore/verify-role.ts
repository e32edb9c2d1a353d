import { isDeepStrictEqual } from 'node:util'
import { readRole } from '../capture/read-role.ts'
import type { JsonObject } from '../model/json.ts'
import { objectOf, objectsOf, textOf, textsOf } from '../model/members.ts'
import type { Difference, RestoreStep } from '../model/restore.ts'
import type { Place, RestorePorts } from './restore-ports.ts'
import { settableRoleTags } from './steps/create-role.ts'
import { untilSame } from './until-same.ts'
import type { ItemToVerify } from './verify-item.ts'

/** Members of a role that are made again as they were. */
const MADE = ['Path', 'Description', 'MaxSessionDuration', 'AssumeRolePolicyDocument'] as const

/** Reads a role back that the restore made, and compares it with that of the point. */
export async function verifyRole(
  { clock }: Pick<RestorePorts, 'clock'>,
  { surroundings }: Pick<Place, 'surroundings'>,
  { run, index }: ItemToVerify,
): Promise<readonly Difference[]> {
  const step = run.plan.steps.find(({ item, action }) => item === index && action === 'create-role')
  const { answer = {} } = (step && run.journal.done.get(step.id)) ?? {}
  if (step === undefined || answer['created'] !== true) return []
  const wanted = objectOf(step.input, 'role')
  const documented = textsOf(run.journal.begun.get(step.id)?.before ?? {}, 'policies')
  return await untilSame(clock, async () => {
    const { role } = await readRole(surroundings, textOf(wanted, 'RoleName') ?? '')
    return compare(comparable(wanted, documented), comparable(role ?? {}, documented), step)
  })
}

/** @param documented ARNs of the policies that the restore made; others are as their owner has them */
function comparable(role: JsonObject, documented: readonly string[]): JsonObject {
  const attached = objectsOf(role, 'AttachedPolicies').map((policy) => {
    const arn = textOf(policy, 'PolicyArn') ?? ''
    return [arn, documented.includes(arn) ? (policy['PolicyDocument'] ?? null) : null] as const
  })
  const inline = objectsOf(role, 'InlinePolicies').map(
    (policy) => [textOf(policy, 'PolicyName') ?? '', policy['PolicyDocument'] ?? null] as const,
  )
  return {
    ...Object.fromEntries(MADE.map((member) => [member, role[member] ?? null])),
    PermissionsBoundary: objectOf(role, 'PermissionsBoundary')['PermissionsBoundaryArn'] ?? null,
    Tags: Object.fromEntries(
      settableRoleTags(role).map((tag) => [textOf(tag, 'Key') ?? '', tag['Value'] ?? null]),
    ),
    AttachedPolicies: Object.fromEntries(attached),
    InlinePolicies: Object.fromEntries(inline),
  }
}

function compare(wanted: JsonObject, found: JsonObject, { resource }: RestoreStep): readonly Difference[] {
  return Object.entries(wanted).flatMap(([member, expected]) => {
    const there = found[member] ?? null
    return isDeepStrictEqual(expected, there)
      ? []
      : [{ path: `role.${resource}.${member}`, expected, found: there }]
  })
}
