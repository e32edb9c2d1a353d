import type { Vault } from '../ports/vault.ts'

/** Functions with a living recovery point: those that only a change event ever captured are in no inventory. */
export async function livingNames(
  vault: Pick<Vault, 'listLatest'>,
  account: string,
  zone: string,
): Promise<string[]> {
  const pointers = await Array.fromAsync(vault.listLatest({ account, zone }))
  const points = pointers.filter(({ type, resource }) => type === 'point' && resource.kind === 'function')
  return points.map(({ resource }) => resource.name)
}
