import type { IAMClient } from '@aws-sdk/client-iam'
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam'
import type { JsonObject } from '../model/json.ts'
import { parsePolicy } from '../model/policy.ts'
import type { SurroundingsApi } from '../ports/surroundings-api.ts'
import { call, callOptional, callPages, listObjects } from './calls.ts'
import { plainObject } from './plain-json.ts'

type RoleCalls = Pick<
  SurroundingsApi,
  'getRole' | 'listInlinePolicies' | 'listAttachedPolicies' | 'getManagedPolicy'
>

/** Execution roles and their policies. IAM hands documents out URI-encoded; they are returned parsed. */
export function roleCalls(client: IAMClient): RoleCalls {
  return {
    async getRole(name) {
      const answer = await callOptional('GetRole', () => client.send(new GetRoleCommand({ RoleName: name })))
      return answer?.Role && withDocument(plainObject(answer.Role), 'AssumeRolePolicyDocument')
    },
    async listInlinePolicies(roleName) {
      const pages = paginateListRolePolicies({ client }, { RoleName: roleName })
      const names = await callPages('ListRolePolicies', pages, (page) => page.PolicyNames)
      return Promise.all(names.map((name) => getInlinePolicy(client, roleName, name)))
    },
    async listAttachedPolicies(roleName) {
      const pages = paginateListAttachedRolePolicies({ client }, { RoleName: roleName })
      return listObjects('ListAttachedRolePolicies', pages, (page) => page.AttachedPolicies)
    },
    getManagedPolicy: (arn) => getManagedPolicy(client, arn),
  }
}

async function getInlinePolicy(client: IAMClient, RoleName: string, PolicyName: string): Promise<JsonObject> {
  const command = new GetRolePolicyCommand({ RoleName, PolicyName })
  const { PolicyDocument } = await call('GetRolePolicy', () => client.send(command))
  return withDocument(plainObject({ PolicyName, PolicyDocument }), 'PolicyDocument')
}

/** What says what the policy is; counts and dates of its use are left behind. */
async function getManagedPolicy(client: IAMClient, PolicyArn: string): Promise<JsonObject | undefined> {
  const policy = await callOptional('GetPolicy', () => client.send(new GetPolicyCommand({ PolicyArn })))
  if (policy?.Policy === undefined) return undefined
  const { PolicyName, Path, Description, DefaultVersionId } = policy.Policy
  const command = new GetPolicyVersionCommand({ PolicyArn, VersionId: DefaultVersionId })
  const version = await callOptional('GetPolicyVersion', () => client.send(command))
  const PolicyDocument = version?.PolicyVersion?.Document
  const known = { PolicyName, PolicyArn, Path, Description, DefaultVersionId, PolicyDocument }
  return withDocument(plainObject(known), 'PolicyDocument')
}

function withDocument(holder: JsonObject, member: string): JsonObject {
  const text = holder[member]
  return typeof text === 'string' ? { ...holder, [member]: parsePolicy(decodeURIComponent(text)) } : holder
}
