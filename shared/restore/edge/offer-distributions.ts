import { behaviorsOf } from '../../edge/behaviors.ts'
import { canRunAtEdge } from '../../edge/can-run-at-edge.ts'
import type { BehaviorContent, DistributionContent } from '../../model/edge.ts'
import { EDGE_REGION, EDGE_ZONE } from '../../model/edge.ts'
import type { JsonObject } from '../../model/json.ts'
import { functionArn } from '../../model/make-arn.ts'
import type { FunctionPoint } from '../../model/manifest.ts'
import { isPointOf } from '../../model/manifest.ts'
import { objectOf, textOf } from '../../model/members.ts'
import type { Loss, RestoreItem } from '../../model/restore.ts'
import type { Vault } from '../../ports/vault.ts'
import type { DraftStep, ItemPlan, ItemRequest } from '../item-plan.ts'
import type { PlanPorts } from '../restore-ports.ts'
import { behaviorAt, behaviorName, takenSlots } from './associations.ts'
import { edgeReaderOf } from './edge-place.ts'

/** A distribution that runs versions of the function, by its newest point. */
interface Runner {
  readonly id: string
  readonly arn: string
  /** Its behaviours, with the associations of this function only. */
  readonly behaviors: readonly BehaviorContent[]
}

/** What is added to the plan of the function. */
interface Offer {
  readonly steps: readonly DraftStep[]
  readonly losses: readonly Omit<Loss, 'item'>[]
}

/**
 * Adds to the plan of a Lambda@Edge function what brings it back to the edge: a version that is published again has a
 * new number, so each distribution that ran the old one, by its newest point in the vault, is given the new one.
 */
export async function offerDistributions(
  ports: PlanPorts,
  { point, request }: ItemRequest<FunctionPoint>,
  plan: ItemPlan,
): Promise<ItemPlan> {
  if (!canRunAtEdge(point) || !request.parts.includes('triggers') || plan.problems.length > 0) return plan
  const runners = await findRunners(ports.vault, point, functionArn(plan.item.source, plan.item.partition))
  const { steps, cannotComeBack } = plan
  const added = [...steps]
  const losses = [...cannotComeBack]
  for (const runner of runners) {
    const offer = isMoved(plan.item) ? tellMoved(plan.item, runner) : await offerOne(ports, plan, runner)
    added.push(...offer.steps)
    losses.push(...offer.losses)
  }
  return { ...plan, steps: added, cannotComeBack: losses }
}

async function findRunners(
  vault: Pick<Vault, 'listLatest' | 'readManifest'>,
  { resource: { account } }: FunctionPoint,
  arn: string,
): Promise<readonly Runner[]> {
  const found: Runner[] = []
  for await (const { type, resource, manifest } of vault.listLatest({ account, zone: EDGE_ZONE })) {
    if (type !== 'point' || resource.kind !== 'distribution') continue
    const point = await vault.readManifest(manifest)
    if (isPointOf('distribution', point)) found.push(runnerOf(point.content, arn))
  }
  return found.filter(({ behaviors }) => behaviors.length > 0)
}

function runnerOf({ id, arn, behaviors }: DistributionContent, functionArn: string): Runner {
  const own = behaviors.map(({ pathPattern, lambdaFunctions }) => ({
    pathPattern,
    lambdaFunctions: lambdaFunctions.filter((one) => versionIn(one, functionArn) !== undefined),
    functions: [],
  }))
  return { id, arn, behaviors: own.filter((one) => one.lambdaFunctions.length > 0) }
}

/** The number of a version of the function that an association names. */
function versionIn(association: JsonObject, functionArn: string): string | undefined {
  const arn = textOf(association, 'LambdaFunctionARN') ?? ''
  return arn.startsWith(`${functionArn}:`) ? arn.slice(functionArn.length + 1) : undefined
}

/** Distributions run what they ran: another function, or one elsewhere, is not theirs. */
function isMoved({ source, target }: RestoreItem): boolean {
  return source.account !== target.account || source.zone !== target.zone || source.name !== target.name
}

function tellMoved({ source, target }: RestoreItem, { id }: Runner): Offer {
  const where =
    target.zone === EDGE_REGION ? '' : ` Functions of ${target.zone} cannot run at the edge at all.`
  const what = `The distribution ${id} runs ${source.name}, and is not changed for ${target.name}.${where}`
  return { steps: [], losses: [{ part: `edge/${id}`, what }] }
}

async function offerOne(ports: PlanPorts, { item, steps }: ItemPlan, runner: Runner): Promise<Offer> {
  const arn = functionArn(item.target, item.partition)
  const published = new Set(
    steps.filter((one) => one.action === 'publish-version').map((one) => one.resource),
  )
  const losses: Omit<Loss, 'item'>[] = []
  const lose = (what: string) => void losses.push({ part: `edge/${runner.id}`, what })
  const fate = (version: string) => {
    if (item.versions[version] === version) return 'as it was'
    return item.versions[version] !== undefined || published.has(`${arn}:${version}`) ? 'renumbered' : 'lost'
  }
  const present = await edgeReaderOf(ports).cloudfront.getDistribution(runner.id)
  const now = present && behaviorsOf(objectOf(present.description, 'DistributionConfig'))
  const fitting = runner.behaviors.flatMap(({ lambdaFunctions, ...behavior }) => {
    const versions = lambdaFunctions.map((one) => versionIn(one, arn) ?? '')
    for (const version of versions.filter((one) => fate(one) === 'lost'))
      lose(`${runner.id} ran version ${version}, which is not published again.`)
    const kept = lambdaFunctions.filter((one) => fate(versionIn(one, arn) ?? '') === 'renumbered')
    const wanted = { ...behavior, lambdaFunctions: kept }
    return kept.length > 0 && isFree(now, wanted, lose) ? [wanted] : []
  })
  return { steps: fitting.length > 0 ? [stepFor(runner, fitting)] : [], losses }
}

/** Whether the distribution has the behaviour still, and nothing else at its events. */
function isFree(
  present: readonly BehaviorContent[] | undefined,
  wanted: BehaviorContent,
  lose: (what: string) => void,
): boolean {
  const name = behaviorName(wanted.pathPattern)
  const now = present && behaviorAt(present, wanted.pathPattern)
  const taken = now === undefined ? [] : takenSlots(now, wanted)
  if (now === undefined)
    lose(`The function at ${name}: the distribution, or that behaviour of it, is not there.`)
  for (const { arn, event } of taken) lose(`The function at ${event} of ${name}: ${arn} runs there now.`)
  return now !== undefined && taken.length === 0
}

function stepFor({ id, arn }: Runner, behaviors: readonly BehaviorContent[]): DraftStep {
  const names = behaviors.map(({ pathPattern }) => behaviorName(pathPattern)).join(', ')
  return {
    action: 'put-associations',
    phase: 'enable',
    resource: arn,
    what: `Let ${id} run the new versions at ${names}`,
    why: 'Its newest recovery point runs the old numbers, which no function has any more.',
    risk: 'high',
    undo: {
      can: true,
      how: 'What ran before goes back, if it is there. The function can be deleted once CloudFront has removed its replicas, which takes hours.',
    },
    input: { distribution: id, behaviors: behaviors.map((one) => ({ ...one })), others: 'keep' },
  }
}
