import type { JsonObject } from '../model/json.ts'
import { textOf } from '../model/members.ts'
import type { FunctionRef, LambdaApi } from '../ports/lambda-api.ts'
import { mappingIdentity } from './mapping-input.ts'

/** The mapping of the same source to the same function, version or alias, if there is one. */
export async function findMapping(
  lambda: Pick<LambdaApi, 'listEventSourceMappings'>,
  wanted: JsonObject,
): Promise<JsonObject | undefined> {
  const [name = '', qualifier] = (textOf(wanted, 'FunctionArn') ?? '').split(':').slice(6)
  const listed = await mappingsOf(lambda, qualifier === undefined ? { name } : { name, qualifier })
  const identity = mappingIdentity(wanted)
  return listed.find((one) => textOf(one, 'State') !== 'Deleting' && mappingIdentity(one) === identity)
}

function mappingsOf(lambda: Pick<LambdaApi, 'listEventSourceMappings'>, { name, qualifier }: FunctionRef) {
  return lambda.listEventSourceMappings(qualifier === undefined ? name : `${name}:${qualifier}`)
}
