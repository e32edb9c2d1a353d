import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { ACCOUNT, HUB_REGION, SECRET } from './emulator/environment.ts'

/** The clients with which the story, the estate and the tests play their parts: operators and pipelines of a customer. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient
  readonly lambda: LambdaClient
  readonly logs: CloudWatchLogsClient
  readonly s3: S3Client
  readonly sqs: SQSClient
}

/** @param endpoint the gateway's address */
export function createClients(endpoint: string): Clients {
  const settings = {
    endpoint,
    region: HUB_REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: SECRET },
  }
  return {
    cloudFormation: new CloudFormationClient(settings),
    lambda: new LambdaClient(settings),
    logs: new CloudWatchLogsClient(settings),
    s3: new S3Client(settings),
    sqs: new SQSClient(settings),
  }
}
