import type { JsonObject } from '../../model/json.ts'
import { updateInput } from '../configuration-input.ts'
import { LATEST, StateRef, pickVersion, restoredState, safetyContent } from '../pick-version.ts'
import type { RestorePorts } from '../restore-ports.ts'
import { settle } from '../settle.ts'
import type { StepAction, StepContext } from '../step-action.ts'

/** Gives `$LATEST` the configuration of a state of the point. */
export const updateConfiguration: StepAction = {
  action: 'update-configuration',
  async carryOut(ports, { input }, context) {
    const { configuration } = await restoredState(context, StateRef.parse(input))
    await update(ports, context, configuration)
    return {}
  },
  async takeBack(ports, _step, context) {
    const before = await safetyContent(context)
    if (before !== undefined) await update(ports, context, pickVersion(before, LATEST).configuration)
    return undefined
  },
}

async function update(ports: RestorePorts, context: StepContext, configuration: JsonObject): Promise<void> {
  const { lambda, writer } = context.place
  const { name } = context.item.target
  await settle(lambda, ports.clock, { name })
  await writer.updateConfiguration(updateInput(configuration, name))
  await settle(lambda, ports.clock, { name })
}
