import type { JsonObject } from '../model/json.ts'
import type { FunctionContent, PointContent, RecoveryPoint } from '../model/manifest.ts'
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
  const { resource } = point
  if (isPointOf('function', point)) return functionSubject(resource, point.content)
  return edgeSubject(resource, point.content)
}

/** A function as plans see it, before there is a point of it. */
export function functionSubject(
  resource: ResourceRef,
  { configuration, tags, placement }: FunctionContent,
): Subject {
  return { resource, tags, runtime: runtimeOf(configuration), placement }
}

/** A resource of the edge as plans see it; nothing is recorded of the tags of a distribution. */
export function edgeSubject(resource: ResourceRef, content: PointContent): Subject {
  const tags = 'tags' in content ? content.tags : {}
  return { resource, tags, runtime: undefined, placement: [] }
}

function runtimeOf({ PackageType, Runtime }: JsonObject): string | undefined {
  if (PackageType === 'Image') return 'image'
  return typeof Runtime === 'string' ? Runtime : undefined
}
