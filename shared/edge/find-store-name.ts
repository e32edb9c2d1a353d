import { textOf } from '../model/members.ts'
import type { CloudFrontApi } from '../ports/cloudfront-api.ts'

/**
 * The name of a key value store that is called by its name or by its id: the events about its pairs tell its ARN
 * only, which ends in the id.
 *
 * @returns what was given when no store is called so
 */
export async function findStoreName(
  cloudfront: Pick<CloudFrontApi, 'listKeyValueStores'>,
  nameOrId: string,
): Promise<string> {
  const stores = await cloudfront.listKeyValueStores()
  const named = stores.find((store) => textOf(store, 'Name') === nameOrId)
  const found = named ?? stores.find((store) => textOf(store, 'ARN')?.endsWith(`/${nameOrId}`))
  return (found && textOf(found, 'Name')) ?? nameOrId
}
