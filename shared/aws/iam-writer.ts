import type { IAMClient } from '@aws-sdk/client-iam'
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import type { RoleWriter } from '../restore/restore-ports.ts'
import { call, callOptional } from './calls.ts'
import { plainObject } from './plain-json.ts'
import { asInput } from './sdk-input.ts'

/** Execution roles, written through the SDK. */
export function roleWriter(client: IAMClient): RoleWriter {
  return { ...roleCreation(client), ...roleRemoval(client) }
}

type Creation = Pick<RoleWriter, 'createRole' | 'putInlinePolicy' | 'createPolicy' | 'attachPolicy'>

function roleCreation(client: IAMClient): Creation {
  return {
    async createRole(input) {
      const command = new CreateRoleCommand(asInput(CreateRoleCommand, input))
      return plainObject((await call('CreateRole', () => client.send(command))).Role)
    },
    async putInlinePolicy(role, name, document) {
      const input = { RoleName: role, PolicyName: name, PolicyDocument: JSON.stringify(document) }
      await call('PutRolePolicy', () => client.send(new PutRolePolicyCommand(input)))
    },
    async createPolicy(input) {
      const command = new CreatePolicyCommand(asInput(CreatePolicyCommand, input))
      return plainObject((await call('CreatePolicy', () => client.send(command))).Policy)
    },
    async attachPolicy(role, arn) {
      const command = new AttachRolePolicyCommand({ RoleName: role, PolicyArn: arn })
      await call('AttachRolePolicy', () => client.send(command))
    },
  }
}

type Removal = Pick<RoleWriter, 'detachPolicy' | 'deleteInlinePolicy' | 'deletePolicy' | 'deleteRole'>

function roleRemoval(client: IAMClient): Removal {
  return {
    async detachPolicy(role, arn) {
      const command = new DetachRolePolicyCommand({ RoleName: role, PolicyArn: arn })
      await callOptional('DetachRolePolicy', () => client.send(command))
    },
    async deleteInlinePolicy(role, name) {
      const command = new DeleteRolePolicyCommand({ RoleName: role, PolicyName: name })
      await callOptional('DeleteRolePolicy', () => client.send(command))
    },
    async deletePolicy(arn) {
      await callOptional('DeletePolicy', () => client.send(new DeletePolicyCommand({ PolicyArn: arn })))
    },
    async deleteRole(name) {
      await callOptional('DeleteRole', () => client.send(new DeleteRoleCommand({ RoleName: name })))
    },
  }
}
