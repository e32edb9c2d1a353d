import * as z from 'zod'
import { NotFoundError } from '../../../errors.ts'
import { textOf } from '../../../model/members.ts'
import type { RestorePorts } from '../../restore-ports.ts'
import type { StepAction } from '../../step-action.ts'
import { edgePlaceOf } from '../edge-place.ts'
import { edgePoint, edgeSafety } from '../edge-safety.ts'
import type { Pairs } from '../pairs.ts'
import { changesTo, inRequests, pairsOf, storedPairs } from '../pairs.ts'
import { untilAccepted } from '../until-accepted.ts'

const Input = z.object({ point: z.string() })

/** Gives a key value store the pairs of the point. What a store that was there has besides is removed. */
export const putPairs: StepAction = {
  action: 'put-pairs',
  async carryOut(ports, { input }, context) {
    const { content } = await edgePoint(context, 'key-value-store', Input.parse(input).point)
    const wanted = await storedPairs(ports.vault, content)
    if (wanted === undefined) throw new NotFoundError('The recovery point has no pairs.')
    const { name } = context.item.target
    const removes = context.item.mode === 'update'
    await change(ports, name, wanted, (present) => [...wanted.keys(), ...(removes ? present.keys() : [])])
    return {}
  },
  async takeBack(ports, { input }, context) {
    const safety = await edgeSafety(context, 'key-value-store')
    if (safety === undefined) return undefined
    const { name } = context.item.target
    const before = await storedPairs(ports.vault, safety.content)
    if (before === undefined)
      return `The pairs of ${name} stay: the safety point could not read what they were.`
    const { content } = await edgePoint(context, 'key-value-store', Input.parse(input).point)
    const put = await storedPairs(ports.vault, content)
    // Keys that came later are none of this restore's.
    await change(ports, name, before, () => [...before.keys(), ...(put?.keys() ?? [])])
    return undefined
  },
}

/** Request by request; when somebody else writes in between, what is left to do is found anew. */
async function change(
  ports: RestorePorts,
  name: string,
  wanted: Pairs,
  keys: (present: Pairs) => Iterable<string>,
): Promise<void> {
  const { cloudfront, writer } = edgePlaceOf(ports)
  const described = await cloudfront.describeKeyValueStore(name)
  const arn = described && textOf(described.description, 'ARN')
  if (arn === undefined) throw new NotFoundError(`There is no key value store ${name}.`)
  await untilAccepted(ports.clock, async () => {
    const state = await cloudfront.describeKeyValues(arn)
    const list = await cloudfront.listKeyValues(arn)
    if (state === undefined || list === undefined) throw new NotFoundError(`${name} has no pairs yet.`)
    const present = pairsOf(list)
    let { etag } = state
    for (const request of inRequests(changesTo(wanted, present, keys(present)))) {
      etag = await writer.updateKeys(arn, etag, request)
    }
  })
}
