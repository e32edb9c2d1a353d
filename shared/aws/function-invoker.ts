import type { LambdaClient } from '@aws-sdk/client-lambda'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import type { ScratchPlace } from '../restore-test/test-ports.ts'
import { call } from './calls.ts'

/**
 * Invokes functions of one region, through the SDK.
 *
 * @param client made by createClient for that region, for answers that may take fifteen minutes
 */
export function functionInvoker(client: LambdaClient): ScratchPlace['invoke'] {
  return async (FunctionName, payload) => {
    const command = new InvokeCommand({ FunctionName, Payload: new TextEncoder().encode(payload) })
    const { Payload = new Uint8Array(), FunctionError } = await call('Invoke', () => client.send(command))
    return { payload: Payload, isError: FunctionError !== undefined }
  }
}
