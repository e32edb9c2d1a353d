import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
// The signer of the key value stores' data plane; the SDK takes it when it is there.
import '@aws-sdk/signature-v4a'
import { lookupWithLoopback } from '../shared/aws/loopback-names.ts'
import { ACCOUNT, HUB_REGION, REGIONS, SECRET, keyValuesEndpoint } from './emulator/environment.ts'

/** The clients with which the story, the estate and the tests play their parts: operators and pipelines of a customer. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient
  readonly events: EventBridgeClient
  readonly lambda: LambdaClient
  readonly logs: CloudWatchLogsClient
  readonly s3: S3Client
  readonly sns: SNSClient
  readonly sqs: SQSClient
  readonly stateMachines: SFNClient
  /** Of the edge, whatever the region. */
  readonly cloudfront: CloudFrontClient
  readonly keyValues: CloudFrontKeyValueStoreClient
  /** A client of any other service. Only who needs it imports it: each costs the start of a program up to 60 ms. */
  of<Client>(Client: new (settings: ClientSettings) => Client): Client
}

/** What a client is opened with. */
export interface ClientSettings {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/**
 * @param endpoint the gateway's address
 * @param region what the clients speak to
 */
export function createClients(endpoint: string, region: string = HUB_REGION): Clients {
  const settings = { endpoint, region, credentials: { accessKeyId: ACCOUNT, secretAccessKey: SECRET } }
  const edge = { ...settings, region: REGIONS.edge }
  return {
    cloudFormation: new CloudFormationClient(settings),
    events: new EventBridgeClient(settings),
    lambda: new LambdaClient(settings),
    logs: new CloudWatchLogsClient(settings),
    s3: new S3Client(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
    stateMachines: new SFNClient(settings),
    cloudfront: new CloudFrontClient(edge),
    keyValues: new CloudFrontKeyValueStoreClient({
      ...edge,
      endpoint: keyValuesEndpoint(endpoint),
      requestHandler: { httpAgent: { lookup: lookupWithLoopback } },
    }),
    of: (Client) => new Client(settings),
  }
}
