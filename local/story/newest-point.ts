import type { FunctionPoint } from '../../shared/model/manifest.ts'
import { isPointOf } from '../../shared/model/manifest.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { functionRef } from './stage.ts'

/** The newest recovery point of a function of the estate. @throws Error when there is none */
export async function newestPoint(
  vault: Vault,
  name: string,
  region?: string,
): Promise<{ point: FunctionPoint; key: string }> {
  const key = (await vault.latest(functionRef(name, region)))?.pointer.manifest
  const manifest = key === undefined ? undefined : await vault.readManifest(key)
  if (key === undefined || manifest === undefined || !isPointOf('function', manifest))
    throw new Error(`${name} has no recovery point`)
  return { point: manifest, key }
}

/** How many recovery points and tombstones a function has. */
export async function countPoints(vault: Vault, name: string): Promise<number> {
  const { account, zone } = functionRef(name)
  return (await Array.fromAsync(vault.listManifests({ account, zone, name }))).length
}
