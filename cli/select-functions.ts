import { InvalidArgumentError } from 'commander'
import pLimit from 'p-limit'
import { matchesGlob } from '../shared/model/glob.ts'
import type { FunctionPoint } from '../shared/model/manifest.ts'
import { isPointOf } from '../shared/model/manifest.ts'
import type { Vault } from '../shared/ports/vault.ts'

/** Manifests that are read at the same time. */
const READERS = 16

/** One thing that is asked of a function: its zone, its name (`*` for any letters), or the value of a tag. */
export type Selector =
  | { readonly by: 'zone' | 'name'; readonly value: string }
  | { readonly by: 'tag'; readonly key: string; readonly value: string }

/**
 * Reads `zone=eu-west-1`, `name=orders-*` or `tag:team=payments`.
 *
 * @param others what may stand there besides, as it is typed
 * @throws InvalidArgumentError
 */
export function selector(text: string, others: readonly string[] = []): Selector {
  const [, by, key, value = ''] = /^(zone|name|tag:([^=]+))=(.+)$/.exec(text) ?? []
  if (by === 'zone' || by === 'name') return { by, value }
  if (key !== undefined) return { by: 'tag', key, value }
  const forms = ['name=NAME with * for any letters', 'tag:KEY=VALUE', ...others]
  throw new InvalidArgumentError(`It must be zone=ZONE, ${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}.`)
}

/** The newest points of the functions that are there and that every selector asks for, in order of their keys. */
export async function selectFunctions(
  vault: Vault,
  selectors: readonly Selector[],
): Promise<readonly FunctionPoint[]> {
  const pointers = (await Array.fromAsync(vault.listLatest({})))
    .filter(({ type, resource }) => type === 'point' && resource.kind === 'function')
    .filter(({ resource }) => selectors.every((one) => one.by === 'tag' || selectsPlace(one, resource)))
  const manifests = await pLimit(READERS).map(pointers, ({ manifest }) => vault.readManifest(manifest))
  return manifests
    .filter((one) => isPointOf('function', one))
    .filter(({ content }) =>
      selectors.every((one) => one.by !== 'tag' || content.tags?.[one.key] === one.value),
    )
}

/** Whether what a selector asks of zone or name is so of a resource. */
export function selectsPlace(
  { by, value }: Extract<Selector, { by: 'zone' | 'name' }>,
  resource: { readonly zone: string; readonly name: string },
): boolean {
  return by === 'zone' ? resource.zone === value : matchesGlob(value, resource.name)
}
