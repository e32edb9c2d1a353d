import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { describe, expect, test } from '@jest/globals'
import { untilDone } from '../../../local/deploy/stack.ts'

/** A client that answers each operation with what the test says. */
function answering(answers: Readonly<Record<string, object>>) {
  const cloudFormation = new CloudFormationClient({ region: 'eu-west-1' })
  cloudFormation.middlewareStack.add(
    (_, context) => async () => ({
      response: {},
      output: { $metadata: {}, ...answers[String(context.commandName)] },
    }),
    { step: 'initialize' },
  )
  return { cloudFormation }
}

describe('waiting for a stack', () => {
  test('gives its outputs and resources by name once it is complete', async () => {
    const clients = answering({
      DescribeStacksCommand: {
        Stacks: [
          { StackStatus: 'UPDATE_COMPLETE', Outputs: [{ OutputKey: 'VaultUrl', OutputValue: 's3://vault' }] },
        ],
      },
      ListStackResourcesCommand: {
        StackResourceSummaries: [{ LogicalResourceId: 'Vault', PhysicalResourceId: 'vault' }],
      },
    })
    expect(await untilDone(clients, 'stack')).toEqual({
      outputs: { VaultUrl: 's3://vault' },
      resources: { Vault: 'vault' },
    })
  })

  test('says in words which resource failed, and why', async () => {
    const clients = answering({
      DescribeStacksCommand: { Stacks: [{ StackStatus: 'ROLLBACK_COMPLETE' }] },
      DescribeStackEventsCommand: {
        StackEvents: [
          { LogicalResourceId: 'Queue', ResourceType: 'AWS::SQS::Queue', ResourceStatus: 'CREATE_COMPLETE' },
          {
            LogicalResourceId: 'Vault',
            ResourceType: 'AWS::S3::Bucket',
            ResourceStatus: 'CREATE_FAILED',
            ResourceStatusReason: 'the name is taken',
          },
        ],
      },
    })
    const failure = untilDone(clients, 'stack')
    await expect(failure).rejects.toThrow('The stack stack could not be deployed (ROLLBACK_COMPLETE).')
    await expect(failure).rejects.toThrow('Vault (AWS::S3::Bucket): the name is taken')
    await expect(failure).rejects.not.toThrow('Queue')
  })
})
