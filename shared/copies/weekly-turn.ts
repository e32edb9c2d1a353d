import { createHash } from 'node:crypto'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'

/** Milliseconds of a week. */
const WEEK = 7 * 24 * 60 * 60_000

/** Some time, without its beginning and with its end. */
export interface Span {
  readonly after: Date
  readonly until: Date
}

/**
 * Whether the turn of a resource is in some time. Each has one moment of the week, told by its name: whoever asks for one
 * span after the other meets every resource once a week, however long the spans are, and meets as many in each hour.
 */
export function hasTurn(resource: ResourceRef, { after, until }: Span): boolean {
  const passed = (until.getTime() - momentOf(resource)) % WEEK
  return until.getTime() - after.getTime() > passed
}

/** Milliseconds after the beginning of a week. */
function momentOf(resource: ResourceRef): number {
  const hash = createHash('sha256').update(resourcePath(resource)).digest()
  return Math.floor((hash.readUInt32BE() / 2 ** 32) * WEEK)
}
