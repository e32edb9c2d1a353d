// As in cloudfront-key-values.ts: writes of pairs are signed with SigV4a too.
import '@aws-sdk/signature-v4a'
import type { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import {
  CreateFunctionCommand,
  CreateKeyValueStoreCommand,
  DeleteFunctionCommand,
  DeleteKeyValueStoreCommand,
  PublishFunctionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDistributionCommand,
  UpdateFunctionCommand,
  UpdateKeyValueStoreCommand,
} from '@aws-sdk/client-cloudfront'
import { UpdateKeysCommand } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { PreconditionFailedError, RequestRejectedError } from '../errors.ts'
import type { EdgeWriter } from '../restore/edge/edge-ports.ts'
import { call, callOptional } from './calls.ts'
import type { CloudFrontClients } from './cloudfront-api.ts'
import { asInput } from './sdk-input.ts'

/** CloudFront of one account, written through the SDK. Both clients are made by createClient for EDGE_REGION. */
export function cloudFrontWriter({ cloudfront, keyValues }: CloudFrontClients): EdgeWriter {
  return {
    ...functionWrites(cloudfront),
    ...storeWrites(cloudfront),
    async updateKeys(KvsARN, IfMatch, { puts, deletes }) {
      const Puts = puts.map(({ key: Key, value: Value }) => ({ Key, Value }))
      const Deletes = deletes.map((Key) => ({ Key }))
      const command = new UpdateKeysCommand({ KvsARN, IfMatch, Puts, Deletes })
      return (await callAtState('UpdateKeys', () => keyValues.send(command))).ETag ?? ''
    },
    async updateDistribution(Id, IfMatch, DistributionConfig) {
      const command = new UpdateDistributionCommand(
        asInput(UpdateDistributionCommand, { Id, IfMatch, DistributionConfig }),
      )
      await callAtState('UpdateDistribution', () => cloudfront.send(command))
    },
    ...tagWrites(cloudfront),
  }
}

type FunctionWrites = Pick<
  EdgeWriter,
  'createFunction' | 'updateFunction' | 'publishFunction' | 'deleteFunction'
>

function functionWrites(client: CloudFrontClient): FunctionWrites {
  return {
    async createFunction(input, FunctionCode) {
      const named = asInput(CreateFunctionCommand, input)
      const command = new CreateFunctionCommand({ ...named, FunctionCode })
      await call('CreateFunction', () => client.send(command))
    },
    async updateFunction(input, FunctionCode) {
      const named = asInput(UpdateFunctionCommand, input)
      const command = new UpdateFunctionCommand({ ...named, FunctionCode })
      await callAtState('UpdateFunction', () => client.send(command))
    },
    async publishFunction(Name, IfMatch) {
      const command = new PublishFunctionCommand({ Name, IfMatch })
      await callAtState('PublishFunction', () => client.send(command))
    },
    async deleteFunction(Name, IfMatch) {
      const command = new DeleteFunctionCommand({ Name, IfMatch })
      await callOptional('DeleteFunction', () => callAtState('DeleteFunction', () => client.send(command)))
    },
  }
}

type StoreWrites = Pick<EdgeWriter, 'createKeyValueStore' | 'updateKeyValueStore' | 'deleteKeyValueStore'>

function storeWrites(client: CloudFrontClient): StoreWrites {
  return {
    async createKeyValueStore(input) {
      const command = new CreateKeyValueStoreCommand(asInput(CreateKeyValueStoreCommand, input))
      await call('CreateKeyValueStore', () => client.send(command))
    },
    async updateKeyValueStore(input) {
      const command = new UpdateKeyValueStoreCommand(asInput(UpdateKeyValueStoreCommand, input))
      await callAtState('UpdateKeyValueStore', () => client.send(command))
    },
    async deleteKeyValueStore(Name, IfMatch) {
      const command = new DeleteKeyValueStoreCommand({ Name, IfMatch })
      const operation = 'DeleteKeyValueStore'
      await callOptional(operation, () => callAtState(operation, () => client.send(command)))
    },
  }
}

function tagWrites(client: CloudFrontClient): Pick<EdgeWriter, 'tag' | 'untag'> {
  return {
    async tag(Resource, tags) {
      const Items = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
      const command = new TagResourceCommand({ Resource, Tags: { Items } })
      await call('TagResource', () => client.send(command))
    },
    async untag(Resource, keys) {
      const command = new UntagResourceCommand({ Resource, TagKeys: { Items: [...keys] } })
      await call('UntagResource', () => client.send(command))
    },
  }
}

/**
 * One call with an ETag. That it is not that of the present state is said in several ways (API references, errors of
 * UpdateFunction and UpdateDistribution): `PreconditionFailed`, `InvalidIfMatchVersion`; and by the data plane of key
 * value stores as `ConflictException` or as a `ValidationException` that speaks of a pre-condition.
 */
async function callAtState<T>(operation: string, send: () => Promise<T>): Promise<T> {
  try {
    return await call(operation, send)
  } catch (error) {
    if (!(error instanceof RequestRejectedError) || !isOvertaken(error)) throw error
    throw new PreconditionFailedError(error.message, { cause: error, evidence: error.evidence })
  }
}

function isOvertaken({ message, evidence: { awsError } }: RequestRejectedError): boolean {
  if (awsError === 'InvalidIfMatchVersion' || awsError === 'ConflictException') return true
  return awsError === 'ValidationException' && /pre-?condition/i.test(message)
}
