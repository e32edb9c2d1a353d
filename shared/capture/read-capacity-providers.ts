import type { JsonObject } from '../model/json.ts'
import { valueAt } from '../model/members.ts'
import { compareText } from '../model/compare-text.ts'
import { split } from './normalise.ts'
import type { Reader } from './reading.ts'

const PROVIDER = 'CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn'

/** Reads every capacity provider that `$LATEST` or a published version runs on, in order of ARN. */
export async function readCapacityProviders(
  { scope, gaps }: Reader,
  configurations: readonly JsonObject[],
): Promise<JsonObject[]> {
  const named = new Set(configurations.map((one) => valueAt(one, PROVIDER)))
  const arns = [...named].filter((arn) => typeof arn === 'string').toSorted(compareText)
  const providers: JsonObject[] = []
  for (const arn of arns) {
    const found = await gaps.read(`capacityProviders/${arn}`, () => scope.capacityProvider(arn))
    if (found !== undefined) providers.push(split('CapacityProvider', found).kept)
  }
  return providers
}
