import { createHash } from 'node:crypto'
import type { LockFinding, LocksRecord } from '../../model/audit.ts'
import { FORMAT_VERSION } from '../../model/manifest.ts'
import { resourcePath } from '../../model/resource.ts'
import type { PlanFile } from '../../plans/plan-file.ts'
import { parseManifestKey } from '../../vault/layout.ts'

/** Objects that are named; more are counted. */
export const NAMED = 10_000

/** One look at locks: where it began and stopped, by path of a resource, and what it found wanting. */
export interface LocksLook {
  readonly at: Date
  /** `undefined`: at the beginning. */
  readonly beganAfter: string | undefined
  /** `undefined`: there was time for all. */
  readonly stoppedAt: string | undefined
  /** The first ten thousand, and how many more there are. */
  readonly found: readonly LockFinding[]
  readonly beyond: number
}

/**
 * What locks are asked for by: what was seen under other plans says nothing, nor what was seen in a vault that this one is a
 * copy of.
 */
export function rulesOf(plans: PlanFile, url: string): string {
  return createHash('sha256')
    .update(JSON.stringify([url, plans]))
    .digest('hex')
}

/**
 * What is known after a look: what it found, and of what it had no time for what the looks before it found there. Looks go
 * round through all resources, so that each is looked at again by the next round at the latest.
 */
export function afterLook(before: LocksRecord | undefined, rules: string, look: LocksLook): LocksRecord {
  const isRoundOver = look.stoppedAt === undefined || isPastEnd(look)
  const carried = (before?.short ?? []).filter((one) => !wasLookedAt(look, one))
  const all = [...carried, ...look.found]
  const wholeAt = isRoundOver ? look.at.toISOString() : before?.wholeAt
  return {
    format: FORMAT_VERSION,
    rules,
    after: look.stoppedAt ?? null,
    ...(wholeAt !== undefined && { wholeAt }),
    short: all.slice(0, NAMED),
    more: Math.max(0, all.length - NAMED) + look.beyond + (isRoundOver ? 0 : (before?.more ?? 0)),
  }
}

/** Whether a look went on at the beginning after it came to the last resource. */
function isPastEnd({ beganAfter, stoppedAt }: LocksLook): boolean {
  return beganAfter !== undefined && stoppedAt !== undefined && !isBehind(stoppedAt, beganAfter)
}

function wasLookedAt(look: LocksLook, { points: [point = ''] }: LockFinding): boolean {
  const { beganAfter, stoppedAt } = look
  const resource = parseManifestKey(point)?.resource
  if (resource === undefined || stoppedAt === undefined) return true
  const path = resourcePath(resource)
  const isBegun = beganAfter === undefined || isBehind(path, beganAfter)
  const isReached = !isBehind(path, stoppedAt)
  return isPastEnd(look) ? isBegun || isReached : isBegun && isReached
}

/** In the order of keys, in which a folder ends with a slash. */
export function isBehind(path: string, other: string): boolean {
  return `${path}/` > `${other}/`
}
