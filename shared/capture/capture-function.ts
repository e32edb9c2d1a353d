import { FunctionChangingError, PreconditionFailedError } from '../errors.ts'
import type { Cause, FunctionContent } from '../model/manifest.ts'
import type { Outcome } from '../model/outcome.ts'
import type { ResourceRef } from '../model/resource.ts'
import { isScratch } from '../model/scratch.ts'
import { WRITER } from '../model/writer.ts'
import type { CaptureRule } from '../plans/capture-rule.ts'
import { NO_RULE, captureRule } from '../plans/capture-rule.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import { functionSubject } from '../plans/subject.ts'
import type { Downloader } from '../ports/lambda-api.ts'
import type { Clock, Log } from '../ports/runtime.ts'
import type { PointerState, Vault } from '../ports/vault.ts'
import type { Capture } from './keep-point.ts'
import { keepReading } from './keep-reading.ts'
import { knownFrom } from './known.ts'
import { chainBefore } from './newest-point.ts'
import { readFunction } from './read-function.ts'
import type { Scope, Sources } from './scope.ts'
import { loneScope } from './scope.ts'

/** Everything that a capture touches. */
export interface CapturePorts extends Sources {
  readonly downloader: Downloader
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Log
  /** What plans say of captures; without them every part is captured. */
  readonly plans?: PlanFile
}

/** Which function, and why. */
export interface CaptureRequest {
  readonly account: string
  readonly region: string
  readonly name: string
  readonly cause: Cause
  /** What a run over a zone shares between its functions; without it the function is read by itself. */
  readonly scope?: Scope
  /** When something that wakes the function changed, if that is why it is captured. */
  readonly triggersChangedAt?: Date | undefined
}

/** How often a capture begins anew because another writer, or the function itself, was faster. */
const ATTEMPTS = 4

/**
 * Takes one recovery point of one function, unless nothing changed since the last; a tombstone when the function is
 * gone. Blobs go in before the manifest that names them, and the manifest before the pointer: a crash leaves
 * garbage, never a broken point.
 *
 * @returns `captured`, `unchanged`, `deleted`, or `ignored` for one of Holdfast's own scratch functions
 * @throws FunctionChangingError, PreconditionFailedError when it did not come to rest in time
 * @throws HoldfastError when GetFunction, or the download of its code, fails
 */
export async function captureFunction(ports: CapturePorts, request: CaptureRequest): Promise<Outcome> {
  return (await takePoint(ports, request)).outcome
}

/** As captureFunction, with what a run's inventory needs. */
export async function takePoint(ports: CapturePorts, request: CaptureRequest): Promise<Capture> {
  if (isScratch(request.name)) {
    return { outcome: { type: 'ignored', reason: 'a scratch function of Holdfast' }, isProvisional: false }
  }
  for (let attempt = 1; ; attempt += 1) {
    const begun = await read(ports, request, attempt === 1)
    try {
      return await keepReading(ports, begun)
    } catch (error) {
      if (attempt === ATTEMPTS || !isOvertaken(error)) throw error
      ports.log.debug('overtaken, reading again', { function: request.name, attempt })
    }
  }
}

/** The pointer is read before the function: what is read after it can only be newer than the newest point. */
async function read(ports: CapturePorts, request: CaptureRequest, isFirst: boolean) {
  const { account, region, name, cause } = request
  const resource = { account, zone: region, kind: 'function', name } as const
  const expected = await ports.vault.latest(resource)
  const takenAt = ports.clock.now().toISOString()
  const scope = isFirst ? scopeOf(ports, request, expected) : loneScope(ports, bound(request, expected))
  const { lambda, surroundings, clock } = ports
  const before = chainBefore(ports, expected)
  const known = knownFrom(before)
  const ruleOf = ruleFor(ports, resource)
  const reading = await readFunction({ lambda, surroundings, name, scope, known, ruleOf }, clock)
  return { header: { resource, takenAt, cause, writer: WRITER }, reading, before, known }
}

/** What the plans say of a function, once it is read. */
function ruleFor({ plans }: CapturePorts, resource: ResourceRef): (content: FunctionContent) => CaptureRule {
  if (plans === undefined) return () => NO_RULE
  return (content) => captureRule(plans, functionSubject(resource, content))
}

/**
 * Lists that are older than the newest point, or than the event that is answered, may say less than it: then the
 * function is read by itself, and what is listed for it is newer than both.
 */
function scopeOf(ports: CapturePorts, request: CaptureRequest, expected: PointerState | undefined): Scope {
  const { scope } = request
  const isYounger = expected === undefined || new Date(expected.pointer.takenAt) < (scope?.since ?? 0)
  return scope !== undefined && isYounger ? scope : loneScope(ports, bound(request, expected))
}

/**
 * What a list must be younger than: the newest point, the change of a trigger that is answered, the beginning of the
 * run. A change of the function itself is not in any list for triggers.
 */
function bound(
  { scope, triggersChangedAt }: CaptureRequest,
  expected: PointerState | undefined,
): Date | undefined {
  const newest = expected && new Date(expected.pointer.takenAt)
  const bounds = [newest, scope?.since, afterSecond(triggersChangedAt)].filter((one) => one !== undefined)
  return bounds.toSorted((a, b) => b.getTime() - a.getTime())[0]
}

/** CloudTrail tells the time to the second: what was begun within that second may have been before the event. */
function afterSecond(at: Date | undefined): Date | undefined {
  return at && new Date(at.getTime() + 1000)
}

function isOvertaken(error: unknown): boolean {
  return error instanceof PreconditionFailedError || error instanceof FunctionChangingError
}
