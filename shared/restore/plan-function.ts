import { FunctionChangingError } from '../errors.ts'
import { knownFrom } from '../capture/known.ts'
import { NEVER_SEEN } from '../capture/newest-point.ts'
import { readFunction } from '../capture/read-function.ts'
import type { Scope } from '../capture/scope.ts'
import type { FunctionContent, FunctionPoint } from '../model/manifest.ts'
import { isLeftOut } from '../model/gaps.ts'
import { functionArn } from '../model/make-arn.ts'
import type { RestoreItem } from '../model/restore.ts'
import type { ItemPlan, ItemRequest } from './item-plan.ts'
import { createNaming } from './naming.ts'
import { LATEST, pickVersion } from './pick-version.ts'
import { checkReferences } from './planning/check-references.ts'
import { chooseTarget } from './planning/choose-target.ts'
import { FunctionPlan } from './planning/function-plan.ts'
import { planAliases } from './planning/plan-aliases.ts'
import { planLayers } from './planning/plan-layers.ts'
import { planLogRetention } from './planning/plan-log-retention.ts'
import { planHeldMappings, planMappings } from './planning/plan-mappings.ts'
import { planPolicies } from './planning/plan-policies.ts'
import { planRole } from './planning/plan-role.ts'
import { planSettings } from './planning/plan-settings.ts'
import { planStates, standingVersions } from './planning/plan-states.ts'
import { planTags } from './planning/plan-tags.ts'
import { planTestEvents } from './planning/plan-test-events.ts'
import { planTriggers } from './planning/plan-triggers.ts'
import { refuseLargeCode } from './planning/refuse-large.ts'
import { tellLosses } from './planning/tell-losses.ts'
import { renumberContent } from './renumber-content.ts'
import type { PlanPorts } from './restore-ports.ts'
import { targetContent } from './target-content.ts'

/**
 * Plans the restore of a function. In the order of the steps: what it needs (layers, role), itself with its versions,
 * what is set beside it, what wakes it; and after verification who may invoke it, its traffic, its triggers.
 */
export async function planFunction(ports: PlanPorts, one: ItemRequest<FunctionPoint>): Promise<ItemPlan> {
  const { item, problems } = await chooseTarget(ports, one)
  const isRefused = problems.length > 0
  const plan = await openPlan(ports, one, item)
  plan.problems.push(...problems)
  if (!isRefused) await planSteps(plan, one.point)
  const steps = plan.steps.toSorted((a, b) => Number(a.phase === 'enable') - Number(b.phase === 'enable'))
  const { cannotComeBack, remarks, needs, absent } = plan
  return { item: plan.item, steps, cannotComeBack, remarks, problems: plan.problems, needs, absent }
}

async function openPlan(
  ports: PlanPorts,
  { point, request, scopeOf }: ItemRequest<FunctionPoint>,
  item: Omit<RestoreItem, 'versions'>,
): Promise<FunctionPlan> {
  const place = ports.openPlace(item.target.zone)
  const naming = createNaming(request.map, item)
  const wanted = targetContent(point.content, naming, item)
  const scope = scopeOf(item.target.zone)
  const present = item.mode === 'update' ? await readPresent(ports, item, scope) : undefined
  const versions = present === undefined ? {} : standingVersions(wanted, present)
  const members = { ports, place, scope, request, naming, wanted, present, source: point.content }
  return new FunctionPlan({ ...members, item: { ...item, versions } })
}

async function planSteps(plan: FunctionPlan, point: FunctionPoint): Promise<void> {
  if (pickVersion(plan.wanted, LATEST).code === undefined) {
    plan.problem('unreadable', ...codeMissing(point))
    return
  }
  const standing = plan.present && withNumbersOfPoint(plan, plan.present)
  if (plan.present !== undefined) planSafetyPoint(plan)
  await planLayers(plan)
  await planRole(plan)
  await planHeldMappings(plan)
  planStates(plan)
  planAliases(plan, standing)
  planSettings(plan, standing)
  planTags(plan)
  await planLogRetention(plan)
  await planTestEvents(plan)
  planMappings(plan, standing)
  planPolicies(plan, standing)
  await planTriggers(plan, standing)
  await checkReferences(plan)
  refuseLargeCode(plan)
  tellLosses(plan, point.gaps)
}

/** What is wrong with a point without code, and what to do about it. */
function codeMissing({ gaps }: FunctionPoint): readonly [what: string, advice: string] {
  const left = gaps.find((gap) => gap.part === 'code' && isLeftOut(gap))
  if (left === undefined)
    return ['The point does not have the code of the function.', 'Choose another point.']
  return [
    `The point does not have the code of the function. ${left.message}`,
    'Choose a point from before that, or deploy the code as you do otherwise; `holdfast show` has all that is set.',
  ]
}

function planSafetyPoint(plan: FunctionPlan): void {
  plan.step({
    action: 'take-safety-point',
    what: `Take a recovery point of ${plan.item.target.name} as it is now`,
    why: 'So that the restore can be undone.',
    undo: { can: true, how: 'The recovery point stays.' },
    input: {},
  })
}

async function readPresent(
  ports: PlanPorts,
  { target }: Pick<RestoreItem, 'target'>,
  scope: Scope,
): Promise<FunctionContent | undefined> {
  const place = ports.openPlace(target.zone)
  const known = knownFrom(NEVER_SEEN)
  const reader = { ...place, name: target.name, scope, known }
  const reading = await readFunction(reader, ports.clock)
  if (reading !== 'gone') return reading.content
  throw new FunctionChangingError(`${target.name} was deleted while the restore was planned.`)
}

/** The present under the version numbers of the point where they are the same; others under names that no point has. */
function withNumbersOfPoint({ item }: FunctionPlan, present: FunctionContent): FunctionContent {
  const arn = functionArn(item.target, item.partition)
  const back = new Map(Object.entries(item.versions).map(([old, now]) => [now, old]))
  const numbers = (present.versions ?? []).map(
    ({ version }) => [version, back.get(version) ?? `now-${version}`] as const,
  )
  const versions = { [arn]: Object.fromEntries(numbers) }
  const renumbering = { versions, layers: {}, mappings: {} }
  return renumberContent(present, { renumbering, versionOf: (version) => versions[arn]?.[version] })
}
