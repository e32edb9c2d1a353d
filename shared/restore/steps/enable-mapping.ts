import * as z from 'zod'
import { RestoreRefusedError } from '../../errors.ts'
import type { RestorePorts } from '../restore-ports.ts'
import { settleMapping } from '../settle-mapping.ts'
import type { StepAction, StepContext } from '../step-action.ts'

/** UUID that the mapping had in the point. */
const Input = z.object({ uuid: z.string() })

/** Switches a restored mapping on: from here on the source wakes the function. */
export const enableMapping: StepAction = {
  action: 'enable-mapping',
  async carryOut(ports, { input }, context) {
    await switchMapping(ports, context, Input.parse(input).uuid, true)
    return {}
  },
  async takeBack(ports, { input }, context) {
    await switchMapping(ports, context, Input.parse(input).uuid, false)
    return undefined
  },
}

async function switchMapping(
  ports: RestorePorts,
  context: StepContext,
  old: string,
  on: boolean,
): Promise<void> {
  const uuid = context.mappingOf(old)
  if (uuid === undefined) throw new RestoreRefusedError(`The event source mapping ${old} was not restored.`)
  await settleMapping(context.place.writer, ports.clock, uuid)
  await context.place.writer.updateMapping({ UUID: uuid, Enabled: on })
}
