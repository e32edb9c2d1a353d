import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { behaviorsOf } from '../../../edge/behaviors.ts'
import { NotFoundError, RequestRejectedError, TriggerTakenError } from '../../../errors.ts'
import { BehaviorContent } from '../../../model/edge.ts'
import type { JsonObject, JsonValue } from '../../../model/json.ts'
import { objectOf } from '../../../model/members.ts'
import type { RestorePorts } from '../../restore-ports.ts'
import type { StepAction, StepContext } from '../../step-action.ts'
import { applied, behaviorAt, behaviorName, takenSlots, withBehaviors } from '../associations.ts'
import { edgePlaceOf } from '../edge-place.ts'
import { untilAccepted } from '../until-accepted.ts'

/** Which functions the behaviours of a distribution get; versions under the numbers of the point. */
export const AssociationsInput = z.object({
  distribution: z.string(),
  behaviors: z.array(BehaviorContent),
  others: z.enum(['clear', 'keep']),
})
type AssociationsInput = z.infer<typeof AssociationsInput>

const Before = z.object({ behaviors: z.array(BehaviorContent) })

/**
 * Sets the functions of some behaviours of a distribution, and nothing else of it. It is live from then on: CloudFront
 * takes it to the edge within minutes. What ran before is in the journal, and goes back when the step is taken back.
 */
export const putAssociations: StepAction = {
  action: 'put-associations',
  async before({ input }, { place }) {
    const { distribution } = AssociationsInput.parse(input)
    const found = await place.openEdge().cloudfront.getDistribution(distribution)
    const present = found === undefined ? [] : behaviorsOf(objectOf(found.description, 'DistributionConfig'))
    return { behaviors: present.map((one) => ({ ...one })) }
  },
  async carryOut(ports, { input }, context) {
    const wanted = renumbered(context, input)
    await change(ports, wanted.distribution, (config) => {
      for (const one of wanted.behaviors) refuseUnfit(config, one, wanted)
      return withBehaviors(config, (present) => become(context, wanted, present))
    })
    return {}
  },
  async takeBack(ports, { input }, context, record) {
    const wanted = renumbered(context, input)
    const { distribution } = wanted
    const { behaviors: before } = Before.parse(record.before)
    const changes = before.map((was) => ({ was, put: become(context, wanted, was) }))
    if ((await edgePlaceOf(ports).cloudfront.getDistribution(distribution)) === undefined) return undefined
    try {
      return await goBack(ports, distribution, changes)
    } catch (error) {
      if (!isOfFunctionGone(error)) throw error
      return `${distribution} keeps the functions that the restore gave it: those that it ran before are not there.`
    }
  },
}

/** What stood before the step, and what the step made of it. */
interface Change {
  readonly was: BehaviorContent
  readonly put: BehaviorContent
}

/**
 * What a behaviour becomes. CloudFront looks at all of a distribution at each change, and refuses versions that are not
 * there: so those of other functions of this restore get their new numbers, too, wherever they run.
 */
function become(
  { renumber }: StepContext,
  { behaviors, others }: AssociationsInput,
  present: BehaviorContent,
): BehaviorContent {
  const now = BehaviorContent.parse(renumber<JsonValue>({ ...present }))
  const wanted = behaviorAt(behaviors, present.pathPattern)
  return wanted === undefined ? now : applied(now, wanted, others)
}

async function goBack(
  ports: RestorePorts,
  id: string,
  changes: readonly Change[],
): Promise<string | undefined> {
  let left: readonly string[] = []
  await change(ports, id, (config) => {
    const present = behaviorsOf(config)
    const isNow = (one: BehaviorContent) => isDeepStrictEqual(behaviorAt(present, one.pathPattern), one)
    // What somebody changed since is theirs.
    left = changes
      .filter(({ was, put }) => !isNow(was) && !isNow(put))
      .map(({ was }) => behaviorName(was.pathPattern))
    return withBehaviors(config, (now) => {
      const own = changes.find(({ put }) => isDeepStrictEqual(put, now))
      return own === undefined ? now : own.was
    })
  })
  if (left.length === 0) return undefined
  return `${id} keeps the functions of ${left.join(', ')}: somebody changed them since.`
}

/** Whether CloudFront refuses an association because what it names is not there (API reference, UpdateDistribution). */
function isOfFunctionGone(error: unknown): boolean {
  const name = error instanceof RequestRejectedError ? error.evidence['awsError'] : undefined
  return name === 'InvalidLambdaFunctionAssociation' || name === 'InvalidFunctionAssociation'
}

/** @param next what the configuration becomes */
async function change(
  ports: RestorePorts,
  id: string,
  next: (config: JsonObject) => JsonObject,
): Promise<void> {
  const { cloudfront, writer } = edgePlaceOf(ports)
  await untilAccepted(ports.clock, async () => {
    const found = await cloudfront.getDistribution(id)
    if (found === undefined) throw new NotFoundError(`There is no distribution ${id}.`)
    const config = objectOf(found.description, 'DistributionConfig')
    const then = next(config)
    if (!isDeepStrictEqual(then, config)) await writer.updateDistribution(id, found.etag, then)
  })
}

function refuseUnfit(
  config: JsonObject,
  wanted: BehaviorContent,
  { distribution, others }: Pick<AssociationsInput, 'distribution' | 'others'>,
): void {
  const name = behaviorName(wanted.pathPattern)
  const present = behaviorAt(behaviorsOf(config), wanted.pathPattern)
  if (present === undefined) throw new NotFoundError(`${distribution} does not have ${name} any more.`)
  const [taken] = others === 'keep' ? takenSlots(present, wanted) : []
  if (taken === undefined) return
  const text = `${taken.arn} runs at ${taken.event} of ${name} of ${distribution} now; it is left alone.`
  throw new TriggerTakenError(text, { evidence: { distribution, event: taken.event } })
}

function renumbered(context: StepContext, input: JsonObject): AssociationsInput {
  return AssociationsInput.parse(context.renumber<JsonValue>(input))
}
