import { randomUUID } from 'node:crypto'
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2'
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionCodeSigningConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { settled } from '../../../local/estate/create-function.ts'
import { zipFolder } from '../../../local/estate/zip.ts'
import { newCode, smallFunction } from '../../flows/flow.ts'

/** A policy that anything may have. */
const DOCUMENT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' }],
})

/**
 * Creates a function with all that is read by a call of its own: a layer, a subnet, code signing, a version and its
 * alias, a role with an inline policy and one of the customer's.
 *
 * @param region where; nothing else is there
 * @returns its name
 */
export async function createRichFunction(region: string): Promise<string> {
  const lambda = new LambdaClient({ region })
  const FunctionName = `flow-rich-${randomUUID().slice(0, 8)}`
  await lambda.send(
    new CreateFunctionCommand({
      ...(await smallFunction(FunctionName)),
      Role: await createRole(FunctionName),
      Layers: [await createLayer(lambda, FunctionName)],
      VpcConfig: { SubnetIds: [await findSubnet(region)], SecurityGroupIds: [] },
    }),
  )
  await settled(lambda, FunctionName)
  await lambda.send(new PublishVersionCommand({ FunctionName }))
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }))
  const CodeSigningConfigArn = `arn:aws:lambda:${region}:${process.env['AWS_ACCESS_KEY_ID']}:code-signing-config:csc-1`
  await lambda.send(new PutFunctionCodeSigningConfigCommand({ FunctionName, CodeSigningConfigArn }))
  return FunctionName
}

/** Gives the function other code and another layer. */
export async function changeRichFunction(region: string, FunctionName: string): Promise<void> {
  const lambda = new LambdaClient({ region })
  const ZipFile = await newCode(FunctionName)
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
  await settled(lambda, FunctionName)
  const Layers = [await createLayer(lambda, `${FunctionName}-next`)]
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Layers }))
}

async function createRole(RoleName: string): Promise<string> {
  const iam = new IAMClient()
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: DOCUMENT }))
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument: DOCUMENT }))
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: RoleName, PolicyDocument: DOCUMENT }),
  )
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }))
  return Role?.Arn ?? ''
}

async function createLayer(lambda: LambdaClient, LayerName: string): Promise<string> {
  const Content = { ZipFile: await zipFolder('regions-layer') }
  const { LayerVersionArn } = await lambda.send(new PublishLayerVersionCommand({ LayerName, Content }))
  return LayerVersionArn ?? ''
}

/** Every region has the subnets of its default network. */
async function findSubnet(region: string): Promise<string> {
  const { Subnets } = await new EC2Client({ region }).send(new DescribeSubnetsCommand({}))
  return Subnets?.[0]?.SubnetId ?? ''
}
