import type { CloudFormationClient, Parameter } from '@aws-sdk/client-cloudformation'
import { CreateStackCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import type { S3Client } from '@aws-sdk/client-s3'
import { uploadArtifacts } from './deploy/artifacts.ts'
import { readPackage } from './deploy/packaged-service.ts'
import type { StackState } from './deploy/stack.ts'
import { stackState, untilDone } from './deploy/stack.ts'

export interface DeployClients {
  readonly cloudFormation: CloudFormationClient
  readonly s3: S3Client
}

/** What the packaged service became. */
export interface Deployment {
  readonly stackName: string
  /** Outputs of the stack, by name. */
  readonly outputs: Readonly<Record<string, string>>
  /** Physical ids of the stack's resources, by logical id. */
  readonly resources: Readonly<Record<string, string>>
}

const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] as const

/**
 * Does with the packaged service what `serverless deploy` does: the stack with its deployment bucket first, then
 * the artifacts into that bucket, then the whole stack. The template is the one that deploys to AWS; what differs
 * on one machine is said by `parameters`.
 *
 * @throws LocalError that names each resource that failed, with the reason
 */
export async function deploy(
  clients: DeployClients,
  parameters: Readonly<Record<string, string>>,
): Promise<Deployment> {
  const service = await readPackage()
  const { stackName: StackName } = service
  if (!(await stackState(clients, StackName))) {
    await clients.cloudFormation.send(
      new CreateStackCommand({ StackName, TemplateBody: service.firstTemplate }),
    )
    await untilDone(clients, StackName)
  }
  const bucket = resourceId(await untilDone(clients, StackName), 'ServerlessDeploymentBucket')
  const TemplateURL = await uploadArtifacts(clients.s3, service, bucket)
  const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]): Parameter => ({
    ParameterKey,
    ParameterValue,
  }))
  await clients.cloudFormation.send(
    new UpdateStackCommand({ StackName, TemplateURL, Parameters, Capabilities: [...CAPABILITIES] }),
  )
  return { stackName: StackName, ...(await untilDone(clients, StackName)) }
}

function resourceId({ resources }: StackState, logicalId: string): string {
  const id = resources[logicalId]
  if (id === undefined) throw new Error(`the stack has no ${logicalId}`)
  return id
}
