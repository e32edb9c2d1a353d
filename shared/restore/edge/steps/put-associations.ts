import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { behaviorsOf } from '../../../edge/behaviors.ts'
import { NotFoundError, TriggerTakenError } from '../../../errors.ts'
import { BehaviorContent } from '../../../model/edge.ts'
import type { JsonObject, JsonValue } from '../../../model/json.ts'
import { objectOf } from '../../../model/members.ts'
import type { RestorePorts } from '../../restore-ports.ts'
import type { StepAction, StepContext } from '../../step-action.ts'
import { applied, behaviorAt, behaviorName, takenSlots, withAssociations } from '../associations.ts'
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
    const { distribution, behaviors } = AssociationsInput.parse(input)
    const found = await place.openEdge().cloudfront.getDistribution(distribution)
    const present = found === undefined ? [] : behaviorsOf(objectOf(found.description, 'DistributionConfig'))
    const named = present.filter(({ pathPattern }) => behaviorAt(behaviors, pathPattern) !== undefined)
    return { behaviors: named.map((one) => ({ ...one })) }
  },
  async carryOut(ports, { input }, context) {
    const { distribution, behaviors, others } = renumbered(context, input)
    await change(ports, distribution, (config) => {
      for (const wanted of behaviors) refuseUnfit(config, wanted, { distribution, others })
      return withAssociations(config, behaviors, others)
    })
    return {}
  },
  async takeBack(ports, { input }, context, record) {
    const { distribution, behaviors: wanted, others } = renumbered(context, input)
    const { behaviors: before } = Before.parse(record.before)
    const left: string[] = []
    await change(ports, distribution, (config) => {
      const present = behaviorsOf(config)
      // What somebody changed since is theirs.
      const own = before.filter((was) => {
        const now = behaviorAt(present, was.pathPattern)
        const put = behaviorAt(wanted, was.pathPattern)
        return isDeepStrictEqual(now, put && applied(was, put, others))
      })
      const changed = before.filter(
        (was) => !own.includes(was) && !isDeepStrictEqual(behaviorAt(present, was.pathPattern), was),
      )
      left.splice(0, left.length, ...changed.map(({ pathPattern }) => behaviorName(pathPattern)))
      return withAssociations(config, own, 'clear')
    })
    if (left.length === 0) return undefined
    return `${distribution} keeps the functions of ${left.join(', ')}: somebody changed them since.`
  },
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
