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
 * What locks are asked for by: which plan a resource has, and the locks of each. What was seen under other rules says
 * nothing, nor what was seen in a vault that this one is a copy of; all else of the plans may change meanwhile.
 */
export function rulesOf({ default: fallback, exclude = [], plans }: PlanFile, url: string): string {
  const locks = Object.entries(plans).map(([name, { select, except, immutability }]) => ({
    name,
    select,
    except,
    immutability,
  }))
  const rules = { url, fallback, exclude: exclude.map(({ select }) => select), locks }
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex')
}

/**
 * What is known after a look: what it found, and of what it had no time for what the looks before it found there. Looks go
 * round through all resources, so that each is looked at again by the next round at the latest. Where those are that are only
 * counted nobody knows, so a round that ended says how many there are until the next one did, or counted more.
 */
export function afterLook(before: LocksRecord | undefined, rules: string, look: LocksLook): LocksRecord {
  const isWhole = look.stoppedAt === undefined
  const isRoundOver = isWhole || isPastEnd(look)
  const carried = (before?.short ?? []).filter((one) => !wasLookedAt(look, one))
  const all = [...carried, ...look.found]
  const counted = Math.max(0, all.length - NAMED) + look.beyond
  const ofRound = counted + (isWhole ? 0 : (before?.moreOfRound ?? 0))
  // The look that ends a round goes on with the next one, unless it saw all.
  const begun = isWhole ? 0 : counted
  const wholeAt = isRoundOver ? look.at.toISOString() : before?.wholeAt
  return {
    format: FORMAT_VERSION,
    rules,
    after: look.stoppedAt ?? null,
    ...(wholeAt !== undefined && { wholeAt }),
    short: all.slice(0, NAMED),
    more: isRoundOver ? ofRound : Math.max(before?.more ?? 0, ofRound),
    moreOfRound: isRoundOver ? begun : ofRound,
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
