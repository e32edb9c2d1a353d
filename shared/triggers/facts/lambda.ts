import type { LambdaClient } from '@aws-sdk/client-lambda'
import { callOptional } from '../../aws/calls.ts'
import { UnsupportedError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { FactsKind } from '../facts-kind.ts'

/** The KMS key of something that is there. */
interface Found {
  readonly key?: string | undefined
}

type Reader = (client: LambdaClient, arn: string) => Promise<Found | undefined>

/** How each thing of Lambda is asked for, by what stands before its name in an ARN. */
const READERS: Readonly<Record<string, Reader | undefined>> = {
  function: readFunction,
  layer: readLayer,
  'code-signing-config': readSigning,
  'capacity-provider': readCapacity,
}

/** What functions name of Lambda itself: other functions, layers, code signing configurations, capacity providers. */
export const facts: FactsKind = {
  service: 'lambda',
  permissions: [
    permission('lambda:GetFunction', 'function:*'),
    permission('lambda:GetLayerVersion', 'layer:*:*'),
    permission('lambda:GetCodeSigningConfig', 'code-signing-config:*'),
    permission('lambda:GetCapacityProvider', 'capacity-provider:*'),
  ],
  async read(aws, arn) {
    const { LambdaClient } = await import('@aws-sdk/client-lambda')
    const { region = '', account = '', resource = '' } = parseArn(arn) ?? {}
    const read = READERS[resource.split(':')[0] ?? '']
    if (read === undefined)
      throw new UnsupportedError(`Holdfast reads nothing of ${arn}.`, { evidence: { arn } })
    const found = await read(aws.client(LambdaClient, region), arn)
    return found && { account, region, ...given({ key: found.key }) }
  },
}

function permission(action: string, resource: string) {
  return {
    use: 'read',
    actions: [action],
    resource: `arn:\${AWS::Partition}:lambda:*:*:${resource}`,
  } as const
}

/** By GetFunction, which has a quota of its own and a larger one; what it says of the code is not kept. */
async function readFunction(client: LambdaClient, FunctionName: string): Promise<Found | undefined> {
  const { GetFunctionCommand } = await import('@aws-sdk/client-lambda')
  const command = new GetFunctionCommand({ FunctionName })
  const found = await callOptional('GetFunction', () => client.send(command))
  return found && { key: found.Configuration?.KMSKeyArn }
}

async function readLayer(client: LambdaClient, Arn: string): Promise<Found | undefined> {
  const { GetLayerVersionByArnCommand } = await import('@aws-sdk/client-lambda')
  const command = new GetLayerVersionByArnCommand({ Arn })
  return (await callOptional('GetLayerVersionByArn', () => client.send(command))) && {}
}

async function readSigning(client: LambdaClient, CodeSigningConfigArn: string): Promise<Found | undefined> {
  const { GetCodeSigningConfigCommand } = await import('@aws-sdk/client-lambda')
  const command = new GetCodeSigningConfigCommand({ CodeSigningConfigArn })
  return (await callOptional('GetCodeSigningConfig', () => client.send(command))) && {}
}

async function readCapacity(client: LambdaClient, arn: string): Promise<Found | undefined> {
  const { GetCapacityProviderCommand } = await import('@aws-sdk/client-lambda')
  const command = new GetCapacityProviderCommand({ CapacityProviderName: arn.split(':').at(-1) })
  const found = await callOptional('GetCapacityProvider', () => client.send(command))
  return found && { key: found.CapacityProvider?.KmsKeyArn }
}
