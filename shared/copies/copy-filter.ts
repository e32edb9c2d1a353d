import type { ResourceRef } from '../model/resource.ts'

/** Which resources a copy is to hold. */
export interface CopyFilter {
  /** Tells one filter from another: what is known of a copy made by one is not true of another. */
  readonly name: string
  readonly selects: (resource: ResourceRef) => boolean | Promise<boolean>
}

/** Whether a filter asks for a resource; what is of no resource only when there is no filter. */
export async function matchesWanted(
  filter: CopyFilter | undefined,
  resource: ResourceRef | undefined,
): Promise<boolean> {
  if (filter === undefined) return true
  return resource !== undefined && (await filter.selects(resource))
}
