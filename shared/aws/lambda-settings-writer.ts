import type { LambdaClient } from '@aws-sdk/client-lambda'
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  DeleteFunctionCodeSigningConfigCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  DeleteFunctionUrlConfigCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  DeleteResourcePolicyCommand,
  PutFunctionCodeSigningConfigCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
  PutFunctionScalingConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
  PutResourcePolicyCommand,
  PutRuntimeManagementConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda'
import { HoldfastError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import { objectOf, without } from '../model/members.ts'
import type { LambdaWriter } from '../restore/restore-ports.ts'
import { call, callOptional } from './calls.ts'
import { identify } from './lambda-functions.ts'
import { asInput } from './sdk-input.ts'

/** What is set beside a function's configuration, each by an API of its own. */
export function settingsWrites(client: LambdaClient) {
  const access = { ...aliasWrites(client), ...policyWrites(client) }
  return { ...access, ...concurrencyWrites(client), ...behaviourWrites(client) }
}

type AliasWrites = Pick<LambdaWriter, 'putAlias' | 'deleteAlias' | 'putFunctionUrl' | 'deleteFunctionUrl'>

function aliasWrites(client: LambdaClient): AliasWrites {
  return {
    putAlias: (input) =>
      createOrUpdate(
        () =>
          call('CreateAlias', () => client.send(new CreateAliasCommand(asInput(CreateAliasCommand, input)))),
        () =>
          call('UpdateAlias', () => client.send(new UpdateAliasCommand(asInput(UpdateAliasCommand, input)))),
      ),
    async deleteAlias(name, alias) {
      const command = new DeleteAliasCommand({ FunctionName: name, Name: alias })
      await callOptional('DeleteAlias', () => client.send(command))
    },
    putFunctionUrl(input) {
      const fresh = without(input, isEmpty(objectOf(input, 'Cors')) ? 'Cors' : '')
      const create = new CreateFunctionUrlConfigCommand(asInput(CreateFunctionUrlConfigCommand, fresh))
      const update = new UpdateFunctionUrlConfigCommand(asInput(UpdateFunctionUrlConfigCommand, input))
      return createOrUpdate(
        () => call('CreateFunctionUrlConfig', () => client.send(create)),
        () => call('UpdateFunctionUrlConfig', () => client.send(update)),
      )
    },
    async deleteFunctionUrl(ref) {
      const command = new DeleteFunctionUrlConfigCommand(identify(ref))
      await callOptional('DeleteFunctionUrlConfig', () => client.send(command))
    },
  }
}

type PolicyWrites = Pick<LambdaWriter, 'addPermission' | 'removePermission' | 'setPolicy'>

function policyWrites(client: LambdaClient): PolicyWrites {
  return {
    async addPermission(input) {
      await call('AddPermission', () =>
        client.send(new AddPermissionCommand(asInput(AddPermissionCommand, input))),
      )
    },
    async removePermission(ref, statementId) {
      const command = new RemovePermissionCommand({ ...identify(ref), StatementId: statementId })
      await callOptional('RemovePermission', () => client.send(command))
    },
    async setPolicy(arn, policy) {
      if (policy === undefined) {
        const command = new DeleteResourcePolicyCommand({ ResourceArn: arn })
        await callOptional('DeleteResourcePolicy', () => client.send(command))
        return
      }
      const command = new PutResourcePolicyCommand({ ResourceArn: arn, Policy: JSON.stringify(policy) })
      await call('PutResourcePolicy', () => client.send(command))
    },
  }
}

type ConcurrencyWrites = Pick<
  LambdaWriter,
  'setReservedConcurrency' | 'setProvisionedConcurrency' | 'putScaling'
>

function concurrencyWrites(client: LambdaClient): ConcurrencyWrites {
  return {
    async setReservedConcurrency(name, executions) {
      if (executions === undefined) {
        const command = new DeleteFunctionConcurrencyCommand({ FunctionName: name })
        await callOptional('DeleteFunctionConcurrency', () => client.send(command))
        return
      }
      const input = { FunctionName: name, ReservedConcurrentExecutions: executions }
      await call('PutFunctionConcurrency', () => client.send(new PutFunctionConcurrencyCommand(input)))
    },
    async setProvisionedConcurrency(ref, executions) {
      const at = { FunctionName: ref.name, Qualifier: ref.qualifier }
      if (executions === undefined) {
        const command = new DeleteProvisionedConcurrencyConfigCommand(at)
        await callOptional('DeleteProvisionedConcurrencyConfig', () => client.send(command))
        return
      }
      const command = new PutProvisionedConcurrencyConfigCommand({
        ...at,
        ProvisionedConcurrentExecutions: executions,
      })
      await call('PutProvisionedConcurrencyConfig', () => client.send(command))
    },
    async putScaling(input) {
      const command = new PutFunctionScalingConfigCommand(asInput(PutFunctionScalingConfigCommand, input))
      await call('PutFunctionScalingConfig', () => client.send(command))
    },
  }
}

type BehaviourWrites = Pick<
  LambdaWriter,
  | 'putEventInvokeConfig'
  | 'deleteEventInvokeConfig'
  | 'putRuntimeManagement'
  | 'putRecursion'
  | 'setCodeSigning'
  | 'tag'
  | 'untag'
>

function behaviourWrites(client: LambdaClient): BehaviourWrites {
  return {
    async putEventInvokeConfig(input) {
      const command = new PutFunctionEventInvokeConfigCommand(
        asInput(PutFunctionEventInvokeConfigCommand, input),
      )
      await call('PutFunctionEventInvokeConfig', () => client.send(command))
    },
    async deleteEventInvokeConfig(ref) {
      const command = new DeleteFunctionEventInvokeConfigCommand(identify(ref))
      await callOptional('DeleteFunctionEventInvokeConfig', () => client.send(command))
    },
    async putRuntimeManagement(input) {
      const command = new PutRuntimeManagementConfigCommand(asInput(PutRuntimeManagementConfigCommand, input))
      await call('PutRuntimeManagementConfig', () => client.send(command))
    },
    async putRecursion(input) {
      const command = new PutFunctionRecursionConfigCommand(asInput(PutFunctionRecursionConfigCommand, input))
      await call('PutFunctionRecursionConfig', () => client.send(command))
    },
    async setCodeSigning(name, arn) {
      const at = { FunctionName: name }
      if (arn === undefined) {
        const command = new DeleteFunctionCodeSigningConfigCommand(at)
        await callOptional('DeleteFunctionCodeSigningConfig', () => client.send(command))
        return
      }
      const command = new PutFunctionCodeSigningConfigCommand({ ...at, CodeSigningConfigArn: arn })
      await call('PutFunctionCodeSigningConfig', () => client.send(command))
    },
    async tag(arn, tags) {
      await call('TagResource', () => client.send(new TagResourceCommand({ Resource: arn, Tags: tags })))
    },
    async untag(arn, keys) {
      const command = new UntagResourceCommand({ Resource: arn, TagKeys: [...keys] })
      await call('UntagResource', () => client.send(command))
    },
  }
}

/** Lambda calls what is there already a conflict. */
async function createOrUpdate(create: () => Promise<unknown>, update: () => Promise<unknown>): Promise<void> {
  try {
    await create()
  } catch (error) {
    const isThere =
      error instanceof HoldfastError && error.evidence['awsError'] === 'ResourceConflictException'
    if (!isThere) throw error
    await update()
  }
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0
}
