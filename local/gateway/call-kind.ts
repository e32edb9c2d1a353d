import type { CallKind } from './call.ts'

/** Operations that CloudTrail logs as data events, or not at all, by IAM prefix. (CloudTrail user guide) */
const DATA: Readonly<Record<string, RegExp>> = {
  lambda: /^Invoke|DurableExecution/,
  s3: /Object(?!LockConfiguration)|^ListParts$|UploadPart|MultipartUpload$|^CreateSession$/,
  sqs: /Message(?!MoveTask)/,
  sns: /^Publish/,
  dynamodb: /Item|^Query$|^Scan$|Statement|^GetRecords$/,
  kinesis: /^PutRecord|^GetRecords$|^SubscribeToShard$/,
  events: /^PutEvents$|^PutPartnerEvents$/,
  logs: /^PutLogEvents$|^GetLogEvents$|^FilterLogEvents$|^StartLiveTail$/,
  cloudwatch: /^PutMetricData$|^GetMetric(?:Data|Statistics)$/,
  states: /^StartSyncExecution$|^SendTask|^GetActivityTask$/,
  'cloudfront-keyvaluestore': /Keys?$/,
  'code-storage': /./,
}

const READ =
  /^(?:BatchGet|BatchCheck|Check|Decode|Describe|Detect|Discover|Estimate|Filter|Get|Head|List|Lookup|Query|Search|Select|Simulate|Test|Validate|View)/

/** Operations that CloudTrail marks as read-only although their name does not say so. */
const READ_BY_NAME: Readonly<Record<string, RegExp>> = {
  kms: /^(?:Encrypt|Decrypt|ReEncrypt|GenerateDataKey|GenerateMac|GenerateRandom|Sign|Verify)/,
  sts: /./,
}

/** @param iamPrefix of the service; @param operation as the SDK names it */
export function callKind(iamPrefix: string, operation: string): CallKind {
  if (DATA[iamPrefix]?.test(operation)) return 'data'
  return READ.test(operation) || READ_BY_NAME[iamPrefix]?.test(operation) ? 'read' : 'write'
}
