import { SFNClient } from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import { executionsApi } from '../../../shared/aws/executions.ts'
import { RequestRejectedError } from '../../../shared/errors.ts'
import { awsError, canned } from './canned-client.ts'

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:holdfast-prod-backup:run-1'

test('an execution goes on by RedriveExecution', async () => {
  const { client, sent } = canned(new SFNClient({ region: 'eu-west-1' }), () => ({}))
  await executionsApi(async () => client).redrive(ARN)
  expect(sent).toEqual([{ command: 'RedriveExecution', input: { executionArn: ARN } }])
})

test('one that cannot go on is a request that is refused', async () => {
  const refuse = (): never => {
    throw awsError('ExecutionNotRedrivable', 400, 'Execution is RUNNING and cannot be redriven')
  }
  const { client } = canned(new SFNClient({ region: 'eu-west-1' }), refuse)
  await expect(executionsApi(async () => client).redrive(ARN)).rejects.toThrow(RequestRejectedError)
})

test('how an execution stands is read without what it was started with', async () => {
  const { client, sent } = canned(new SFNClient({ region: 'eu-west-1' }), () => ({ status: 'ABORTED' }))
  expect(await executionsApi(async () => client).readStatus(ARN)).toBe('ABORTED')
  expect(sent).toEqual([
    { command: 'DescribeExecution', input: { executionArn: ARN, includedData: 'METADATA_ONLY' } },
  ])
})
