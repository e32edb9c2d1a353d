import type { FunctionCode, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import type { CodeInput, CodeOptions, LambdaWriter } from '../restore/restore-ports.ts'
import { call, callOptional } from './calls.ts'
import { identify } from './lambda-functions.ts'
import { plainObject } from './plain-json.ts'
import { asInput } from './sdk-input.ts'

type CodeWrites = Pick<
  LambdaWriter,
  'createFunction' | 'replaceCode' | 'updateConfiguration' | 'publishVersion' | 'deleteFunction'
>

/** Functions themselves: their code, their configuration, their versions. */
export function codeWrites(client: LambdaClient): CodeWrites {
  return {
    async createFunction(input, code, options) {
      const Code = { ...functionCode(code), ...keyOf(options) }
      const command = new CreateFunctionCommand({ ...asInput(CreateFunctionCommand, input), Code })
      return plainObject(await call('CreateFunction', () => client.send(command)))
    },
    async replaceCode(name, code, options) {
      const { architectures } = options
      const command = new UpdateFunctionCodeCommand({
        FunctionName: name,
        ...functionCode(code),
        ...keyOf(options),
        ...(architectures === undefined
          ? {}
          : asInput(UpdateFunctionCodeCommand, { Architectures: architectures })),
      })
      return plainObject(await call('UpdateFunctionCode', () => client.send(command)))
    },
    async updateConfiguration(input) {
      const command = new UpdateFunctionConfigurationCommand(
        asInput(UpdateFunctionConfigurationCommand, input),
      )
      return plainObject(await call('UpdateFunctionConfiguration', () => client.send(command)))
    },
    async publishVersion(name) {
      const command = new PublishVersionCommand({ FunctionName: name })
      return plainObject(await call('PublishVersion', () => client.send(command)))
    },
    async deleteFunction(ref) {
      await callOptional('DeleteFunction', () => client.send(new DeleteFunctionCommand(identify(ref))))
    },
  }
}

/** Code as Lambda takes it for functions and layers alike. */
export function functionCode(code: CodeInput): FunctionCode {
  if (code.type === 'bytes') return { ZipFile: code.bytes }
  if (code.type === 'image') return { ImageUri: code.uri }
  const object = { S3Bucket: code.bucket, S3Key: code.key, S3ObjectVersion: code.versionId }
  return code.type === 'reference' ? { ...object, S3ObjectStorageMode: 'REFERENCE' } : object
}

function keyOf({ sourceKmsKeyArn }: CodeOptions) {
  return sourceKmsKeyArn === undefined ? {} : { SourceKMSKeyArn: sourceKmsKeyArn }
}
