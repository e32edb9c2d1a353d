import { readEdgeFunction } from '../../edge/read-edge-function.ts'
import { NotFoundError } from '../../errors.ts'
import type { CloudFrontFunctionContent } from '../../model/edge.ts'
import { isPointOf } from '../../model/manifest.ts'
import { given } from '../../model/members.ts'
import type { RestoreStep } from '../../model/restore.ts'
import { createNaming } from '../naming.ts'
import type { RestorePorts } from '../restore-ports.ts'
import type { ItemToVerify, VerifyItem } from '../verify-item.ts'
import { differencesOf } from './differences.ts'
import { edgePlaceOf } from './edge-place.ts'
import type { StageName } from './stage.ts'
import { StageRef, storeArns, withStores } from './stage.ts'

/** Reads both stages of a restored CloudFront function back, hashes their source, and compares them with the point. */
export const verifyEdgeFunction: VerifyItem = async (ports, one) => {
  const { run, item, index } = one
  const { name } = item.target
  const { cloudfront } = edgePlaceOf(ports)
  const reading = await readEdgeFunction({ cloudfront, clock: ports.clock }, name)
  if (reading === undefined) throw new NotFoundError(`There is no CloudFront function ${name} to verify.`)
  const point = await run.point(item.point)
  if (!isPointOf('cloudfront-function', point)) throw new RangeError('The point is of another kind.')
  const stages = stagesAfter(one)
  const expected = await expectedStages(ports, one, { content: point.content, stages })
  const { content: found } = reading
  const hashed = given({ DEVELOPMENT: found.development?.code?.sha256, LIVE: found.live?.code?.sha256 })
  const tags = { expected: point.content.tags, found: found.tags }
  const differences = differencesOf(one, { expected, found: { ...found }, tags })
  return {
    item: index,
    target: item.target,
    verdict: differences.length === 0 ? 'clean' : 'failed',
    differences,
    hashed,
  }
}

/** What each stage should be: the stage of the point that the steps so far gave it. */
type Stages = Partial<Record<StageName, StageName>>

function stepsOf({ run, index }: ItemToVerify): readonly RestoreStep[] {
  return run.plan.steps.filter(({ item }) => item === index)
}

/**
 * What the steps lead to; what none of them touched is not looked at. A restore that is taken up again may be further
 * than the phase that is verified: what its journal knows to be done counts, what was only begun may be either way.
 */
function stagesAfter(one: ItemToVerify): Stages {
  const { begun, done } = one.run.journal
  let stages: Stages = {}
  for (const { id, action, input, phase } of stepsOf(one)) {
    const ref = StageRef.safeParse(input).data
    if (ref === undefined) continue
    const isReached = phase === 'create' || one.phase === 'enable' || done.has(id)
    const touched = action === 'publish-edge-function' ? BOTH : (['development'] as const)
    if (isReached) stages = { ...stages, ...Object.fromEntries(touched.map((stage) => [stage, ref.stage])) }
    else if (begun.has(id)) stages = less(stages, touched)
  }
  return stages
}

const BOTH = ['development', 'live'] as const

function less(stages: Stages, touched: readonly StageName[]): Stages {
  const kept = Object.entries(stages).filter(([stage]) => !touched.some((one) => one === stage))
  return Object.fromEntries(kept)
}

async function expectedStages(
  ports: RestorePorts,
  one: ItemToVerify,
  { content, stages }: { readonly content: CloudFrontFunctionContent; readonly stages: Stages },
): Promise<Record<string, object>> {
  const { text } = createNaming(one.run.plan.request.map, one.item)
  const refs = stepsOf(one).flatMap(({ input }) => StageRef.safeParse(input).data ?? [])
  const stores = Object.fromEntries(refs.flatMap((ref) => Object.entries(ref.stores)))
  const arns = await storeArns(edgePlaceOf(ports).cloudfront, stores)
  const expected = Object.entries(stages).flatMap(([stage, from]) => {
    const state = content[from]
    if (!state) return []
    const configuration = withStores(state.configuration, (arn) => arns.get(arn) ?? text(arn))
    return [[stage, { ...state, configuration }] as const]
  })
  return Object.fromEntries(expected)
}
