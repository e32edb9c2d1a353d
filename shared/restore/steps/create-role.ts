import * as z from 'zod'
import type { JsonObject } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import { given, objectOf, objectsOf, textOf } from '../../model/members.ts'
import type { Place } from '../restore-ports.ts'
import type { StepAction } from '../step-action.ts'

/** The role as the point describes it, under the names of the target. */
const Input = z.object({ role: JsonObjectSchema })
const Before = z.object({ exists: z.boolean(), policies: z.array(z.string()) })

/** Makes an execution role that is gone again: trust, boundary, tags, policies in it and policies attached to it. */
export const createRole: StepAction = {
  action: 'create-role',
  async before({ input }, { place }): Promise<JsonObject> {
    const { role } = Input.parse(input)
    const found = await place.surroundings.getRole(textOf(role, 'RoleName') ?? '')
    return { exists: found !== undefined, policies: await missingPolicies(place, role) }
  },
  async carryOut(_ports, { input }, { place, before }) {
    const { role } = Input.parse(input)
    const name = textOf(role, 'RoleName') ?? ''
    // Somebody made one since the plan: it is theirs, and stays as they made it.
    if (Before.parse(before).exists) return { created: false }
    if ((await place.surroundings.getRole(name)) === undefined) await place.roles.createRole(roleInput(role))
    for (const policy of objectsOf(role, 'InlinePolicies')) {
      const document = objectOf(policy, 'PolicyDocument')
      await place.roles.putInlinePolicy(name, textOf(policy, 'PolicyName') ?? '', document)
    }
    await attachPolicies(place, name, role)
    return { created: true }
  },
  async takeBack(_ports, { input }, { place }, record) {
    const { role } = Input.parse(input)
    const name = textOf(role, 'RoleName') ?? ''
    const before = Before.parse(record.before)
    if (before.exists || (await place.surroundings.getRole(name)) === undefined) return undefined
    for (const arn of attachedArns(role)) await place.roles.detachPolicy(name, arn)
    for (const arn of before.policies) await place.roles.deletePolicy(arn)
    for (const policy of objectsOf(role, 'InlinePolicies')) {
      await place.roles.deleteInlinePolicy(name, textOf(policy, 'PolicyName') ?? '')
    }
    await place.roles.deleteRole(name)
    return undefined
  },
}

async function attachPolicies(place: Place, name: string, role: JsonObject): Promise<void> {
  const missing = await missingPolicies(place, role)
  for (const policy of objectsOf(role, 'AttachedPolicies')) {
    const arn = textOf(policy, 'PolicyArn') ?? ''
    if (missing.includes(arn)) await place.roles.createPolicy(policyInput(policy))
    await place.roles.attachPolicy(name, arn)
  }
}

/** Policies of the customer that the point has the document of, and the account does not have. */
async function missingPolicies({ surroundings }: Place, role: JsonObject): Promise<string[]> {
  const missing: string[] = []
  for (const policy of objectsOf(role, 'AttachedPolicies')) {
    const arn = textOf(policy, 'PolicyArn') ?? ''
    if (policy['PolicyDocument'] === undefined) continue
    if ((await surroundings.getManagedPolicy(arn)) === undefined) missing.push(arn)
  }
  return missing
}

function attachedArns(role: JsonObject): readonly string[] {
  return objectsOf(role, 'AttachedPolicies').map((policy) => textOf(policy, 'PolicyArn') ?? '')
}

function roleInput(role: JsonObject): JsonObject {
  const { RoleName, Path, Description, MaxSessionDuration } = role
  const tags = settableRoleTags(role)
  const boundary = textOf(objectOf(role, 'PermissionsBoundary'), 'PermissionsBoundaryArn')
  const Tags = tags.length === 0 ? undefined : tags
  const more = { Path, Description, MaxSessionDuration, Tags, PermissionsBoundary: boundary }
  return {
    RoleName: RoleName ?? '',
    AssumeRolePolicyDocument: JSON.stringify(role['AssumeRolePolicyDocument'] ?? {}),
    ...given(more),
  }
}

/** Tags of a role that begin with `aws:` are AWS's own: nobody else can set them. */
export function settableRoleTags(role: JsonObject): JsonObject[] {
  return objectsOf(role, 'Tags').filter((tag) => textOf(tag, 'Key')?.startsWith('aws:') !== true)
}

function policyInput(policy: JsonObject): JsonObject {
  const { PolicyName, Path, Description } = policy
  const document = JSON.stringify(policy['PolicyDocument'] ?? {})
  return { PolicyName: PolicyName ?? '', PolicyDocument: document, ...given({ Path, Description }) }
}
