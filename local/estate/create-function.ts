import type { LambdaClient } from '@aws-sdk/client-lambda'
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clients } from '../clients.ts'
import type { CodeSpec, FunctionSpec } from './function-spec.ts'
import { zipFolder } from './zip.ts'

type Builders = Pick<Clients, 'lambda' | 's3'>

/** Creates a function and all that belongs to it. `artifacts` is the bucket for packages too large for a call. */
export async function createFunction(
  clients: Builders,
  spec: FunctionSpec,
  artifacts?: string,
): Promise<void> {
  const FunctionName = spec.name
  const { lambda } = clients
  const Code = await codeOf(clients, spec.code, artifacts)
  await lambda.send(new CreateFunctionCommand({ FunctionName, Code, ...spec.configuration }))
  await settled(lambda, FunctionName)
  await release(lambda, spec)
  for (const permission of spec.permissions ?? []) {
    await lambda.send(new AddPermissionCommand({ FunctionName, ...permission }))
  }
  if (spec.url) await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, ...spec.url }))
  if (spec.asynchronous) {
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...spec.asynchronous }))
  }
  for (const source of spec.sources ?? []) {
    await lambda.send(new CreateEventSourceMappingCommand({ FunctionName, ...source }))
  }
  const reserved = spec.reservedConcurrency
  if (reserved === undefined) return
  await lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reserved }),
  )
}

async function codeOf({ s3 }: Builders, code: CodeSpec, bucket: string | undefined) {
  if (code.type === 'image') return { ImageUri: code.uri }
  if (code.type === 'folder') return { ZipFile: await zipFolder(code.folder, code.generated) }
  const Key = `${code.folder}.zip`
  const Body = await zipFolder(code.folder, code.generated())
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
  return { S3Bucket: bucket, S3Key: Key }
}

/** Two published versions, and the alias `live` that gives the newer one its share of the calls. */
async function release(
  lambda: LambdaClient,
  { name: FunctionName, code, release }: FunctionSpec,
): Promise<void> {
  if (!release || code.type !== 'folder') return
  const first = await lambda.send(new PublishVersionCommand({ FunctionName, Description: 'first release' }))
  const ZipFile = await zipFolder(code.folder, release.generated)
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
  await settled(lambda, FunctionName)
  const second = await lambda.send(new PublishVersionCommand({ FunctionName, Description: 'second release' }))
  const AdditionalVersionWeights = { [second.Version ?? '2']: release.share }
  await lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: 'live',
      FunctionVersion: first.Version,
      RoutingConfig: { AdditionalVersionWeights },
    }),
  )
}

/** Lambda refuses the next change of a function while the last one is in progress. */
export async function settled(lambda: LambdaClient, FunctionName: string): Promise<void> {
  for (;;) {
    const { State, LastUpdateStatus } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    )
    if (State !== 'Pending' && LastUpdateStatus !== 'InProgress') return
    await sleep(100)
  }
}
