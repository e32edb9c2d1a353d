import type { Output, Parameter } from '@aws-sdk/client-cloudformation'
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation'
import { RequestRejectedError } from '../errors.ts'
import type { StacksApi } from '../ports/zones-api.ts'
import { call, callPages } from './calls.ts'
import { createClient } from './clients.ts'

/** The stacks of one region. */
export function openStacks(region: string): StacksApi {
  return stacksApi(createClient(CloudFormationClient, { region }))
}

/** CloudFormation stacks of one region, read through the SDK. */
export function stacksApi(client: CloudFormationClient): StacksApi {
  return {
    async readStack(name) {
      const answer = await unlessMissing(() => client.send(new DescribeStacksCommand({ StackName: name })))
      const stack = answer?.Stacks?.[0]
      if (stack === undefined) return undefined
      const outputs = (stack.Outputs ?? []).map(outputEntry)
      const parameters = (stack.Parameters ?? []).map(parameterEntry)
      return {
        name,
        status: stack.StackStatus ?? '',
        outputs: Object.fromEntries(outputs),
        parameters: Object.fromEntries(parameters),
      }
    },
    async listResources(name, type) {
      const pages = paginateListStackResources({ client }, { StackName: name })
      const all = await callPages('ListStackResources', pages, (page) => page.StackResourceSummaries)
      return all.flatMap((one) => (one.ResourceType === type ? (one.PhysicalResourceId ?? []) : []))
    },
  }
}

/** A stack that is not there is answered as a request that is wrong. */
async function unlessMissing<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call('DescribeStacks', send)
  } catch (error) {
    const missing = error instanceof RequestRejectedError && error.message.includes('does not exist')
    if (missing) return undefined
    throw error
  }
}

function outputEntry({ OutputKey = '', OutputValue = '' }: Output): [string, string] {
  return [OutputKey, OutputValue]
}

function parameterEntry({ ParameterKey = '', ParameterValue = '' }: Parameter): [string, string] {
  return [ParameterKey, ParameterValue]
}
