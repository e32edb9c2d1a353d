import type { RestoreRequest } from '../../model/restore.ts'
import type { ResourceRef } from '../../model/resource.ts'
import { resourcePath } from '../../model/resource.ts'
import { parseManifestKey } from '../../vault/layout.ts'

/** Key of the point from which the same restore brings a resource back too; `undefined` when it does not. */
export function askedFor(
  { points }: Pick<RestoreRequest, 'points'>,
  wanted: ResourceRef,
): string | undefined {
  const path = resourcePath(wanted)
  return points.find((key) => {
    const resource = parseManifestKey(key)?.resource
    return resource !== undefined && resourcePath(resource) === path
  })
}
