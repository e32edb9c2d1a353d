import { NotFoundError } from '../errors.ts'
import type { Pointer } from '../model/manifest.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { resourcePath } from '../model/resource.ts'
import type { RestoreMap } from '../model/restore.ts'
import type { PlannedTest, TestInvocation, TestReason, TestRun } from '../model/restore-test.ts'
import { TestPlan } from '../model/restore-test.ts'
import { compactTime } from '../vault/layout.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import type { PlannedPayload } from '../plans/plan-file.ts'
import { testPlanKey } from '../vault/test-layout.ts'
import { chooseTests } from './choose-tests.ts'
import type { CandidateWishes } from './find-candidates.ts'
import { findCandidates, livingFunctions } from './find-candidates.ts'
import { scratchName } from './scratch-name.ts'
import type { ChoosePorts } from './test-ports.ts'

/** A function that somebody wants tested. */
export interface AskedTest {
  readonly name: string
  /** Where it is; needed only when functions of that name are in several regions. */
  readonly zone?: string | undefined
  readonly invocation?: TestInvocation | undefined
}

/** What starts a run of restore tests. */
export interface TestsRequest extends CandidateWishes {
  readonly run: TestRun
  /** Who starts it, by ARN. */
  readonly startedBy: string
  /** These alone; without them the choice is made by need. */
  readonly asked: readonly AskedTest[]
  /** How many functions are tested besides those of production. */
  readonly sample: number
  /** What the functions that are chosen by need are invoked with. */
  readonly payloads?: readonly PlannedPayload[] | undefined
  /** Where they are restored; without it where they are at home. */
  readonly toRegion?: string | undefined
  readonly map?: RestoreMap
  readonly stagingBuckets?: Readonly<Record<string, string>>
  /** Whether what earlier tests left is looked for in all zones that runs know, and not only where this one tests. */
  readonly everywhere: boolean
}

/** What the state machine carries. */
export interface BegunTests {
  readonly run: TestRun
  /** Where tests take place, or something may have been left. */
  readonly zones: readonly string[]
}

/**
 * Begins a run of restore tests: chooses the functions and writes the plan. Begun again under the same id it goes on
 * with the plan that it made. It reads the vault only, never AWS.
 *
 * @throws NotFoundError when a function that was asked for is not in the vault
 * @throws HoldfastError when the vault cannot be used
 */
export async function beginTests(ports: ChoosePorts, request: TestsRequest): Promise<BegunTests> {
  const { run } = request
  const key = testPlanKey(run)
  const known = await findDocument(ports.store, TestPlan, key)
  const plan = known ?? (await makePlan(ports, request))
  if (known === undefined) await putDocument(ports.store, TestPlan, plan, key)
  return { run, zones: plan.zones }
}

async function makePlan(ports: ChoosePorts, request: TestsRequest): Promise<TestPlan> {
  const { run, startedBy, map = {}, stagingBuckets = {} } = request
  const tests = await choose(ports, request)
  const inventories = request.everywhere
    ? await Array.fromAsync(ports.vault.listInventories(run.account))
    : []
  const known = inventories.map(({ zone }) => zone).filter((zone) => zone !== 'edge')
  const zones = [...new Set([...tests.map(({ target }) => target.zone), ...known])]
  return { format: FORMAT_VERSION, run, startedBy, map, stagingBuckets: { ...stagingBuckets }, tests, zones }
}

async function choose(ports: ChoosePorts, request: TestsRequest): Promise<PlannedTest[]> {
  const pointers = await livingFunctions(ports)
  const planned = (pointer: Pointer, reason: TestReason, invocation?: TestInvocation) =>
    planTest(ports, request, { pointer, reason, invocation })
  if (request.asked.length > 0)
    return request.asked.flatMap((asked) =>
      findAsked(pointers, asked).map((pointer) => planned(pointer, 'asked', asked.invocation)),
    )
  const byPath = new Map(pointers.map((pointer) => [resourcePath(pointer.resource), pointer]))
  const candidates = await findCandidates(ports, pointers, request)
  return chooseTests(candidates, request.sample).flatMap(({ resource, reason }) => {
    const pointer = byPath.get(resourcePath(resource))
    return pointer === undefined ? [] : [planned(pointer, reason, invocationOf(request, pointer))]
  })
}

function invocationOf(
  { payloads = [] }: TestsRequest,
  { resource: { name, zone } }: Pointer,
): TestInvocation | undefined {
  const found = payloads.find((one) => one.function === name && (one.zone ?? zone) === zone)
  if (found === undefined) return undefined
  const { payload, expect } = found
  return { payload, ...(expect !== undefined && { expect }) }
}

function findAsked(pointers: readonly Pointer[], { name, zone }: AskedTest): readonly Pointer[] {
  const found = pointers.filter(
    ({ resource }) => resource.name === name && (zone === undefined || resource.zone === zone),
  )
  if (found.length > 0) return found
  const where = zone === undefined ? '' : ` of ${zone}`
  throw new NotFoundError(`The vault has no function ${name}${where} that is there still.`)
}

function planTest(
  { clock, newId }: ChoosePorts,
  { toRegion }: TestsRequest,
  chosen: {
    readonly pointer: Pointer
    readonly reason: TestReason
    readonly invocation: TestInvocation | undefined
  },
): PlannedTest {
  const { pointer, reason, invocation } = chosen
  const { resource, manifest, id, takenAt } = pointer
  const testId = `${compactTime(clock.now())}-${newId().replaceAll('-', '').slice(0, 8)}`
  const target = { ...resource, zone: toRegion ?? resource.zone, name: scratchName(testId) }
  return {
    testId,
    resource,
    point: manifest,
    pointId: id,
    takenAt,
    target,
    reason,
    ...(invocation !== undefined && { invocation }),
  }
}
