import { NotFoundError } from '../../errors.ts'
import { EDGE_ZONE } from '../../model/edge.ts'
import type { Manifest } from '../../model/manifest.ts'
import { isPointOf } from '../../model/manifest.ts'
import { textOf } from '../../model/members.ts'
import type { Vault } from '../../ports/vault.ts'
import type { EdgePlan } from './edge-plan.ts'

/**
 * The name of the key value store that had an ARN, for the ARN of a store that is made again is another: as CloudFront
 * says it, or as the points of the vault say it of a store that is gone.
 *
 * @param arn as the point of a function has it
 * @returns `undefined` when nobody knows
 */
export async function findStoreOf(plan: EdgePlan, arn: string): Promise<string | undefined> {
  const stores = await plan.cloudfront.listKeyValueStores()
  const standing = stores.find((one) => textOf(one, 'ARN') === arn)
  if (standing !== undefined) return textOf(standing, 'Name')
  const { vault } = plan.ports
  const { account } = plan.item.source
  for await (const { resource, manifest } of vault.listLatest({ account, zone: EDGE_ZONE })) {
    if (resource.kind === 'key-value-store' && (await hadArn(vault, manifest, arn))) return resource.name
  }
  return undefined
}

/** A store that was deleted and made again has several ARNs, in the points of its history. */
async function hadArn(vault: Pick<Vault, 'readManifest'>, newest: string, arn: string): Promise<boolean> {
  let key: string | null = newest
  while (key !== null) {
    const manifest = await readUnlessExpired(vault, key)
    if (manifest === undefined) return false
    if (isPointOf('key-value-store', manifest) && manifest.content.arn === arn) return true
    key = manifest.previous
  }
  return false
}

/** Retention may have taken what a point names as the one before it. */
async function readUnlessExpired(
  vault: Pick<Vault, 'readManifest'>,
  key: string,
): Promise<Manifest | undefined> {
  try {
    return await vault.readManifest(key)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}
