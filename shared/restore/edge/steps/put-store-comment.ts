import * as z from 'zod'
import { NotFoundError } from '../../../errors.ts'
import { textOf } from '../../../model/members.ts'
import type { RestorePorts } from '../../restore-ports.ts'
import type { StepAction } from '../../step-action.ts'
import { edgePlaceOf } from '../edge-place.ts'
import { edgeSafety } from '../edge-safety.ts'
import { untilAccepted } from '../until-accepted.ts'

const Input = z.object({ comment: z.string() })

/** Gives a key value store the comment that it had: all that can be changed of it besides its pairs. */
export const putStoreComment: StepAction = {
  action: 'put-store-comment',
  async carryOut(ports, { input }, { item }) {
    await change(ports, item.target.name, Input.parse(input).comment)
    return {}
  },
  async takeBack(ports, _step, context) {
    const safety = await edgeSafety(context, 'key-value-store')
    if (safety === undefined) return undefined
    await change(ports, context.item.target.name, textOf(safety.content.configuration, 'Comment') ?? '')
    return undefined
  },
}

async function change(ports: RestorePorts, name: string, comment: string): Promise<void> {
  const { cloudfront, writer } = edgePlaceOf(ports)
  await untilAccepted(ports.clock, async () => {
    const now = await cloudfront.describeKeyValueStore(name)
    if (now === undefined) throw new NotFoundError(`There is no key value store ${name}.`)
    if ((textOf(now.description, 'Comment') ?? '') === comment) return
    await writer.updateKeyValueStore({ Name: name, IfMatch: now.etag, Comment: comment })
  })
}
