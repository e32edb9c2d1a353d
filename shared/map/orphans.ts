import type { FunctionPoint, PointId, RecoveryPoint } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { TriggerSource } from '../model/trigger.ts'
import { edgeWakesOf } from './edge-wakes.ts'
import type { DeletedFunction, Fleet } from './fleet.ts'
import { functionsByPlace, triggerGaps } from './fleet.ts'
import { MAPPING_KIND, mappingSource, qualifierOf, wakesOf } from './wake.ts'
import type { Wake } from './wake.ts'

/** What is wrong with a way to wake a function. */
export type OrphanType =
  | 'source-gone'
  | 'statement-unused'
  | 'qualifier-gone'
  | 'function-gone'
  | 'mapping-disabled'

/** Something left over: it wakes nothing, or nothing wakes by it. */
export interface Orphan {
  readonly type: OrphanType
  readonly function: ResourceRef
  /** Kind of the trigger; `statement` when only a resource policy speaks of it. */
  readonly kind: string
  readonly source: string
  /** Statements that let the source in, as `TriggerSource.statements` names them. */
  readonly statements: readonly string[]
  readonly why: string
  /** As of when the vault knows: nothing newer was captured that says so. */
  readonly knownAt: string
  /** The point that says so. */
  readonly point: PointId
}

/** What an orphan that only a resource policy tells of is called. */
export const STATEMENT_KIND = 'statement'

/**
 * What is left over in a fleet, as far as its newest points know. What could not be read is no orphan: a gap of the
 * point says so. Nothing is asked of AWS.
 */
export function findOrphans(fleet: Fleet): readonly Orphan[] {
  const seen = sightingsIn(fleet)
  return [
    ...fleet.points.filter((point) => isPointOf('function', point)).flatMap(orphansOfPoint),
    ...edgeOrphans(fleet),
    ...fleet.deleted.flatMap((one) => orphansOfDeleted(one, seen)),
  ]
}

function orphansOfPoint(point: FunctionPoint): readonly Orphan[] {
  const wakes = wakesOf(point)
  return [
    ...(point.content.sources ?? []).flatMap((source) => orphanedSource(point, source)),
    ...wakes.flatMap((wake) => goneQualifier(point, wake)),
    ...wakes
      .filter(({ kind, state }) => kind === MAPPING_KIND && state === 'disabled')
      .map((wake) => orphanOf('mapping-disabled', wake, 'The mapping is disabled: nothing is polled.')),
  ]
}

function orphanedSource(point: FunctionPoint, source: TriggerSource): readonly Orphan[] {
  const { arn, statements, exists } = source
  const own = {
    function: point.resource,
    source: arn,
    statements,
    knownAt: point.takenAt,
    point: point.id,
  }
  const isMapped = (point.content.eventSourceMappings ?? []).some((one) => mappingSource(one) === arn)
  const kind = isMapped ? MAPPING_KIND : STATEMENT_KIND
  if (exists === false) return [{ ...own, type: 'source-gone', kind, why: 'The source does not exist.' }]
  if (exists === null || statements.length === 0 || isUsed(point, arn)) return []
  const why = 'The source exists and may invoke, but nothing of it does.'
  return [{ ...own, type: 'statement-unused', kind: STATEMENT_KIND, why }]
}

/** Whether a source wakes the function, or might: of what could not be read nothing is said. */
function isUsed(point: FunctionPoint, arn: string): boolean {
  const { triggers, eventSourceMappings } = point.content
  if (triggers === undefined || eventSourceMappings === undefined) return true
  if (wakesOf(point).some(({ source }) => source === arn)) return true
  return triggerGaps(point).some(({ part }) => part.includes(arn))
}

/** A version or an alias that a source invokes, and that the function does not have. */
function goneQualifier({ content }: FunctionPoint, wake: Wake): readonly Orphan[] {
  const qualifier = qualifierOf(wake.invokes)
  const { versions, aliases } = content
  if (qualifier === undefined || versions === undefined || aliases === undefined) return []
  const known = [...versions.map(({ version }) => version), ...aliases.map(({ name }) => name)]
  if (known.includes(qualifier)) return []
  return [orphanOf('qualifier-gone', wake, `The function has neither a version nor an alias ${qualifier}.`)]
}

/** Associations of distributions with functions, or versions of them, that are gone. */
function edgeOrphans(fleet: Fleet): readonly Orphan[] {
  const living = functionsByPlace(fleet)
  const gone = new Map(fleet.deleted.map((one) => [resourcePath(one.resource), one]))
  const distributions = fleet.points.filter((point) => isPointOf('distribution', point))
  return distributions.flatMap((distribution) =>
    edgeWakesOf(distribution).flatMap((wake) => {
      const path = resourcePath(wake.function)
      const point = living.get(path)
      if (point !== undefined) return isPointOf('function', point) ? goneQualifier(point, wake) : []
      return goneAtEdge(distribution, wake, gone.get(path))
    }),
  )
}

/** Of a function that the vault never had, only a pin that AWS did not find tells that it is gone. */
function goneAtEdge(
  { gaps }: RecoveryPoint,
  wake: Wake,
  deleted: DeletedFunction | undefined,
): readonly Orphan[] {
  if (deleted !== undefined) return [orphanOf('function-gone', wake, goneText(deleted))]
  const isUnfound = gaps.some(({ part, reason }) => part === `pins/${wake.invokes}` && reason === 'not-found')
  return isUnfound ? [orphanOf('function-gone', wake, 'AWS did not find this version of the function.')] : []
}

/** The newest that any point says of a source. */
interface Sighting {
  readonly exists: boolean
  readonly at: string
  readonly by: string
}

function sightingsIn({ points }: Fleet): ReadonlyMap<string, Sighting> {
  const seen = new Map<string, Sighting>()
  for (const point of points.filter((one) => isPointOf('function', one))) {
    for (const { arn, exists } of point.content.sources ?? []) {
      const before = seen.get(arn)
      if (exists === null || (before !== undefined && before.at > point.takenAt)) continue
      seen.set(arn, { exists, at: point.takenAt, by: point.resource.name })
    }
  }
  return seen
}

/** What woke a deleted function, less what is known to be gone as well. */
function orphansOfDeleted(deleted: DeletedFunction, seen: ReadonlyMap<string, Sighting>): readonly Orphan[] {
  if (deleted.last === undefined) return []
  const wakes = wakesOf(deleted.last).filter(({ exists }) => exists !== false)
  return wakes.flatMap((wake) => {
    const newer = seen.get(wake.source)
    const gone = goneText(deleted)
    if (newer === undefined || newer.at <= wake.knownAt)
      return [orphanOf('function-gone', wake, `${gone} Nothing newer is known of the source.`)]
    if (!newer.exists) return []
    const still = `${gone} The source was there when ${newer.by} was captured; whether it still names the function is not known.`
    return [{ ...orphanOf('function-gone', wake, still), knownAt: newer.at }]
  })
}

function goneText({ noticedAt }: DeletedFunction): string {
  return `The function was deleted; that was noticed at ${noticedAt}.`
}

function orphanOf(type: OrphanType, wake: Wake, why: string): Orphan {
  const { kind, source, knownAt, point } = wake
  return { type, function: wake.function, kind, source, statements: [], why, knownAt, point }
}
