import pLimit from 'p-limit'
import type { Pointer } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import { isLeftOut } from '../model/gaps.ts'
import { resourcePath } from '../model/resource.ts'
import { choosePlan } from '../plans/choose-plan.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import type { Selector } from '../plans/selector.ts'
import { selects } from '../plans/selector.ts'
import type { Subject } from '../plans/subject.ts'
import { subjectOf } from '../plans/subject.ts'
import { parseTestedKey, testedPrefix } from '../vault/test-layout.ts'
import type { Candidate } from './choose-tests.ts'
import type { ChoosePorts } from './test-ports.ts'

/** Which functions may be tested. */
export interface CandidateWishes {
  /** Selects the functions of production. */
  readonly production?: Selector | undefined
  /** Only functions of this plan. */
  readonly plan?: string | undefined
  readonly plans?: PlanFile | undefined
}

/** Manifests that are read at the same time. */
const READERS = 16

/** Every function of the account that is there as far as the vault knows, by its newest pointer. */
export async function livingFunctions({ vault, account }: ChoosePorts): Promise<readonly Pointer[]> {
  const pointers = await Array.fromAsync(vault.listLatest({ account }))
  return pointers.filter(({ type, resource }) => type === 'point' && resource.kind === 'function')
}

/**
 * What is known of each function for the choice of tests; of those that a test can be made of. Manifests are read only
 * when something in them is asked for.
 */
export async function findCandidates(
  ports: ChoosePorts,
  pointers: readonly Pointer[],
  wishes: CandidateWishes,
): Promise<readonly Candidate[]> {
  const tested = await readTested(ports)
  const judged = asksForContent(wishes)
    ? await pLimit(READERS).map([...pointers], (pointer) => judge(ports, pointer, wishes))
    : pointers.map(({ resource }) => [{ resource, isProduction: false }])
  return judged.flat().map((one) => ({ ...one, testedAt: tested.get(resourcePath(one.resource)) }))
}

function asksForContent({ production, plan, plans }: CandidateWishes): boolean {
  const leavesCodeOut = Object.values(plans?.plans ?? {}).some(
    ({ capture }) => capture !== undefined && !capture.includes('code'),
  )
  return production !== undefined || plan !== undefined || leavesCodeOut
}

/** Nothing for a function of another plan, and for one whose plan leaves out the code that a restore begins with. */
async function judge(
  { vault }: ChoosePorts,
  { manifest, resource }: Pointer,
  { production, plan, plans }: CandidateWishes,
): Promise<readonly Omit<Candidate, 'testedAt'>[]> {
  const point = await vault.readManifest(manifest)
  if (!isPointOf('function', point)) return []
  if (point.gaps.some((gap) => gap.part === 'code' && isLeftOut(gap))) return []
  const subject = subjectOf(point)
  if (plan !== undefined && (plans === undefined || planOf(plans, subject) !== plan)) return []
  return [{ resource, isProduction: production !== undefined && selects(production, subject) }]
}

function planOf(plans: PlanFile, subject: Subject): string | undefined {
  const { choice } = choosePlan(plans, subject)
  return choice.type === 'plan' ? choice.plan : undefined
}

/** When each resource was tested last, by when its verdict was written: told by the keys alone. */
async function readTested({ store, account }: ChoosePorts): Promise<ReadonlyMap<string, Date>> {
  const tested = new Map<string, Date>()
  for await (const { key, modifiedAt } of store.list(testedPrefix(account))) {
    const resource = parseTestedKey(key)
    if (resource !== undefined) tested.set(resourcePath(resource), modifiedAt)
  }
  return tested
}
