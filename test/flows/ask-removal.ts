import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'

/** The stack whose forwarding rules are to be removed. */
export interface Removal {
  readonly stackName: string
  readonly hubBusArn: string
}

/**
 * Asks the deployed retire-zones what CloudFormation asks it when the stack is removed.
 * @returns its answer to CloudFormation
 */
export async function askRemoval({ stackName, hubBusArn }: Removal): Promise<unknown> {
  const answers = await openAnswers()
  const event = {
    RequestType: 'Delete',
    ResponseURL: answers.url,
    StackId: 'arn:stack',
    RequestId: 'removal',
    LogicalResourceId: 'ForwardingRules',
    PhysicalResourceId: 'rules',
    ResourceProperties: { StackName: stackName, HubBusArn: hubBusArn },
  }
  const FunctionName = `${stackName}-retire-zones`
  await new LambdaClient().send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }))
  return answers.close()
}

/** Plays the address that CloudFormation gives out for the answer. */
async function openAnswers() {
  let answer: unknown
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    answer = JSON.parse(await text(request))
    response.end()
  }
  const server = createServer((request, response) => void take(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/answer`,
    close: () => {
      server.close()
      return answer
    },
  }
}
