import type { Inventory } from '../model/inventory.ts'
import type { RecoveryPoint } from '../model/manifest.ts'
import { itemKey } from '../model/work.ts'

/**
 * Until when it is known that the newest point says how its resource is: when the point was taken, or when a later
 * listing found the resource to be the same. It is what an objective is held against: a function that nobody changes
 * gets no new points, and is protected all the same.
 *
 * @param inventory that of the point's zone
 */
export function lastSeen(point: RecoveryPoint, inventory: Inventory | undefined): Date {
  const taken = new Date(point.takenAt)
  const entry = inventory?.functions[itemKey(point.resource)]
  if (inventory === undefined || entry?.fingerprint !== point.fingerprint) return taken
  return new Date(Math.max(taken.getTime(), new Date(entry.sameUntil ?? inventory.listedAt).getTime()))
}
