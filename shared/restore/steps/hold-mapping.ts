import * as z from 'zod'
import { NotFoundError } from '../../errors.ts'
import { settleMapping } from '../settle-mapping.ts'
import type { RestorePorts } from '../restore-ports.ts'
import type { StepAction, StepContext } from '../step-action.ts'

const Input = z.object({ uuid: z.string() })

/** Switches off a mapping that a deleted function left behind, before it wakes the function that comes back. */
export const holdMapping: StepAction = {
  action: 'hold-mapping',
  async carryOut(ports, { input }, context) {
    await switchMapping(ports, context, Input.parse(input).uuid, false)
    return {}
  },
  async takeBack(ports, { input }, context) {
    await switchMapping(ports, context, Input.parse(input).uuid, true)
    return undefined
  },
}

/** One that was deleted meanwhile wakes nobody. */
async function switchMapping(
  ports: RestorePorts,
  { place }: StepContext,
  uuid: string,
  on: boolean,
): Promise<void> {
  try {
    await settleMapping(place.writer, ports.clock, uuid)
    await place.writer.updateMapping({ UUID: uuid, Enabled: on })
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
  }
}
