import { announcedBlob } from '../../capture/code-ref.ts'
import type { CodeRef } from '../../model/manifest.ts'
import { textsOf } from '../../model/members.ts'
import type { FunctionDescription } from '../../ports/lambda-api.ts'
import type { FunctionState } from '../pick-version.ts'
import { LATEST, StateRef, pickVersion, restoredState, safetyContent } from '../pick-version.ts'
import type { RestorePorts } from '../restore-ports.ts'
import { sendCode } from '../send-code.ts'
import { settle } from '../settle.ts'
import type { StepAction, StepContext } from '../step-action.ts'

/** Gives `$LATEST` the code of a state of the point, unless it has it. */
export const updateCode: StepAction = {
  action: 'update-code',
  async carryOut(ports, { input }, context) {
    await update(ports, context, await restoredState(context, StateRef.parse(input)))
    return {}
  },
  async takeBack(ports, _step, context) {
    const before = await safetyContent(context)
    if (before !== undefined) await update(ports, context, pickVersion(before, LATEST))
    return undefined
  },
}

async function update(ports: RestorePorts, context: StepContext, state: FunctionState): Promise<void> {
  const { lambda, writer } = context.place
  const { name } = context.item.target
  const present = await settle(lambda, ports.clock, { name })
  const architectures = textsOf(state.configuration, 'Architectures')
  if (hasCode(present, state.code) && isSame(textsOf(present.configuration, 'Architectures'), architectures))
    return
  await sendCode(ports.vault, context, state.code, (code, options) =>
    writer.replaceCode(name, code, { ...options, ...(architectures.length > 0 && { architectures }) }),
  )
  await settle(lambda, ports.clock, { name })
}

function hasCode({ configuration }: FunctionDescription, code: CodeRef | undefined): boolean {
  return code?.type === 'zip' && announcedBlob(configuration)?.sha256 === code.blob.sha256
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.join() === b.join()
}
