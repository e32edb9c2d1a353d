import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { DeserializeMiddleware, MetadataBearer } from '@smithy/types'
import { ServiceFaultError } from '../errors.ts'
import { call } from './calls.ts'
import { createClient } from './clients.ts'

/**
 * What time AWS says it is: the `Date` header of an answer of STS, to the second. A call that needs no permission.
 * @throws ServiceFaultError when the answer tells no time
 */
export async function readServiceTime(region: string): Promise<Date> {
  const client = createClient(STSClient, { region })
  const headers: Record<string, string>[] = []
  const watch: DeserializeMiddleware<object, MetadataBearer> = (next) => async (args) => {
    const result = await next(args)
    headers.push((result.response as { readonly headers: Record<string, string> }).headers)
    return result
  }
  client.middlewareStack.add(watch, { step: 'deserialize', name: 'holdfastServiceTime' })
  await call('GetCallerIdentity', () => client.send(new GetCallerIdentityCommand({})))
  const time = new Date(headers.at(-1)?.['date'] ?? '')
  if (!Number.isNaN(time.getTime())) return time
  throw new ServiceFaultError('GetCallerIdentity: the answer tells no time.')
}
