import type { JsonObject } from '../model/json.ts'
import type { RecoveryPoint } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'

/** What the rules of plans look at in one resource. */
export interface Subject {
  readonly resource: ResourceRef
  /** `undefined` when they could not be read. */
  readonly tags: Readonly<Record<string, string>> | undefined
  /** `image` for a container image; `undefined` for what has none. */
  readonly runtime: string | undefined
  /** Subnets; `undefined` when they could not be read. */
  readonly placement: readonly JsonObject[] | undefined
}

/** Reads a resource's newest recovery point as plans see it. */
export function subjectOf(point: RecoveryPoint): Subject {
  const { resource, content } = point
  if (isPointOf('function', point)) {
    const { configuration, tags, placement } = point.content
    return { resource, tags, runtime: runtimeOf(configuration), placement }
  }
  // Nothing is recorded of the tags of a distribution.
  return { resource, tags: 'tags' in content ? content.tags : {}, runtime: undefined, placement: [] }
}

function runtimeOf({ PackageType, Runtime }: JsonObject): string | undefined {
  if (PackageType === 'Image') return 'image'
  return typeof Runtime === 'string' ? Runtime : undefined
}
