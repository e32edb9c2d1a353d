import type { Capture } from '../capture/keep-point.ts'
import { buryResource, withPlan } from '../capture/keep-point.ts'
import { chainBefore } from '../capture/newest-point.ts'
import { PreconditionFailedError } from '../errors.ts'
import { EDGE_ZONE } from '../model/edge.ts'
import type { Cause } from '../model/manifest.ts'
import type { Outcome } from '../model/outcome.ts'
import { isScratch } from '../model/scratch.ts'
import { WRITER } from '../model/writer.ts'
import { captureRule } from '../plans/capture-rule.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import { edgeSubject } from '../plans/subject.ts'
import type { CloudFrontApi } from '../ports/cloudfront-api.ts'
import type { Clock, Log } from '../ports/runtime.ts'
import type { PointerState, Vault } from '../ports/vault.ts'
import type { EdgeReading } from './edge-reading.ts'
import { findStoreName } from './find-store-name.ts'
import type { EdgeKind } from './keep-edge-reading.ts'
import { keepEdgeReading } from './keep-edge-reading.ts'
import { runsFunctions } from './behaviors.ts'
import { readDistribution } from './read-distribution.ts'
import { readEdgeFunction } from './read-edge-function.ts'
import { readKeyValueStore } from './read-key-values.ts'

/** Everything that a capture of the edge touches. */
export interface EdgePorts {
  readonly cloudfront: CloudFrontApi
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Log
  /** What plans say of captures. */
  readonly plans?: PlanFile
  /** Captures a function that a distribution runs. @throws HoldfastError */
  readonly captureFunction: (region: string, name: string, cause: Cause) => Promise<Outcome>
}

/** Which resource of the edge, and why. */
export interface EdgeRequest {
  readonly account: string
  readonly kind: EdgeKind
  readonly name: string
  readonly cause: Cause
}

/** How often a capture begins anew because another writer was faster. */
const ATTEMPTS = 4

/**
 * Takes one recovery point of one resource of the edge, unless nothing changed since the last; a tombstone when it
 * is gone.
 *
 * @param request its `name` may be the id of a key value store, for that is all that events about pairs tell
 * @returns `captured`, `unchanged`, `deleted`; `ignored` for a distribution that never ran a function, and for
 *   Holdfast's own scratch
 * @throws FunctionChangingError, PreconditionFailedError when it did not come to rest in time
 * @throws HoldfastError when the resource itself cannot be read
 */
export async function captureEdge(ports: EdgePorts, request: EdgeRequest): Promise<Outcome> {
  if (request.kind !== 'key-value-store') return (await takeEdgePoint(ports, request)).outcome
  const name = await findStoreName(ports.cloudfront, request.name)
  return (await takeEdgePoint(ports, { ...request, name })).outcome
}

/** As captureEdge, with what a run's inventory needs; key value stores by name only. */
export async function takeEdgePoint(ports: EdgePorts, request: EdgeRequest): Promise<Capture> {
  if (isScratch(request.name)) return ignored('a scratch resource of Holdfast')
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readAndKeep(ports, request)
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof PreconditionFailedError)) throw error
      ports.log.debug('overtaken, reading again', { kind: request.kind, name: request.name, attempt })
    }
  }
}

/** The pointer is read before the resource: what is read after it can only be newer than the newest point. */
async function readAndKeep(ports: EdgePorts, request: EdgeRequest): Promise<Capture> {
  const { account, kind, name, cause } = request
  const resource = { account, zone: EDGE_ZONE, kind, name }
  const expected = await ports.vault.latest(resource)
  const takenAt = ports.clock.now().toISOString()
  const header = { resource, takenAt, cause, writer: WRITER }
  const reading = await READERS[kind](ports, request)
  const before = chainBefore(ports, expected)
  if (reading === undefined) return buryResource(ports, header, before)
  if (!isProtected(reading, expected)) return ignored('a distribution without functions')
  const plan = ports.plans && captureRule(ports.plans, edgeSubject(resource, reading.content)).plan
  return withPlan(await keepEdgeReading(ports, header, reading, before), plan)
}

/** How each kind is read; `undefined`: it is gone. */
const READERS: Readonly<
  Record<EdgeKind, (ports: EdgePorts, request: EdgeRequest) => Promise<EdgeReading | undefined>>
> = {
  'cloudfront-function': (ports, { name }) => readEdgeFunction(ports, name),
  'key-value-store': (ports, { name }) => readKeyValueStore(ports, name),
  distribution({ cloudfront, vault, captureFunction }, { account, name, cause }) {
    const capture = (region: string, pinned: string) => captureFunction(region, pinned, cause)
    return readDistribution({ cloudfront, pins: { account, vault, captureFunction: capture } }, name)
  },
}

/** A distribution that lost its last function is: its newest point must say so. One that never had any is not. */
function isProtected({ content }: EdgeReading, expected: PointerState | undefined): boolean {
  return !('behaviors' in content) || runsFunctions(content) || expected?.pointer.type === 'point'
}

function ignored(reason: string): Capture {
  return { outcome: { type: 'ignored', reason }, isProvisional: false }
}
