import { HoldfastError, NotFoundError, RequestRejectedError, RestoreRefusedError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import type { FunctionDescription } from '../../ports/lambda-api.ts'
import { creationInput } from '../configuration-input.ts'
import type { FunctionState } from '../pick-version.ts'
import { StateRef, restoredState } from '../pick-version.ts'
import type { RestorePorts } from '../restore-ports.ts'
import { sendCode } from '../send-code.ts'
import { settle } from '../settle.ts'
import type { StepAction, StepContext } from '../step-action.ts'

/** Tells a function that this restore made from one that somebody else made meanwhile; taken off at the end. */
export const MARK = 'holdfast:restore'

/** A new role is known everywhere after some seconds (IAM User Guide): how often, and in ms how long, that is waited for. */
const ROLE_ATTEMPTS = 15
const ROLE_WAIT = 2000

/** Creates the function; everything that later steps put into it goes with it when it is taken back. */
export const createFunction: StepAction = {
  action: 'create-function',
  async carryOut(ports, { input }, context) {
    const { lambda } = context.place
    const { name } = context.item.target
    const present = await find(context)
    if (present !== undefined && !isOurs(present, context)) throw taken(context)
    if (present === undefined)
      await create(ports, context, await restoredState(context, StateRef.parse(input)))
    await settle(lambda, ports.clock, { name })
    return { created: true }
  },
  async takeBack(_ports, _step, context, { answer }) {
    const present = await find(context)
    if (present === undefined) return undefined
    if (answer === undefined && !isOurs(present, context)) return undefined
    await context.place.writer.deleteFunction({ name: context.item.target.name })
    return undefined
  },
}

async function create(ports: RestorePorts, context: StepContext, state: FunctionState): Promise<void> {
  const { item, plan, place } = context
  const tags: JsonObject = { [MARK]: plan.request.restoreId }
  const input = { ...creationInput(state.configuration, item.target.name), Tags: tags }
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sendCode(ports.vault, context, state.code, (code, options) =>
        place.writer.createFunction(input, code, options),
      )
      return
    } catch (error) {
      if (await isMadeAfterAll(error, context)) return
      if (attempt === ROLE_ATTEMPTS || !isRoleUnknown(error)) throw error
      await ports.clock.sleep(ROLE_WAIT)
    }
  }
}

/** A request whose answer was lost is sent again by the SDK, and then meets what it made. */
async function isMadeAfterAll(error: unknown, context: StepContext): Promise<boolean> {
  const isConflict =
    error instanceof HoldfastError && error.evidence['awsError'] === 'ResourceConflictException'
  const present = isConflict ? await find(context) : undefined
  return present !== undefined && isOurs(present, context)
}

/** "The role defined for the function cannot be assumed by Lambda." */
function isRoleUnknown(error: unknown): boolean {
  return error instanceof RequestRejectedError && /cannot be assumed by Lambda/.test(error.message)
}

async function find({ place, item }: StepContext): Promise<FunctionDescription | undefined> {
  try {
    return await place.lambda.getFunction({ name: item.target.name })
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

function isOurs({ tags }: FunctionDescription, { plan }: StepContext): boolean {
  return tags?.[MARK] === plan.request.restoreId
}

function taken({ item }: StepContext): RestoreRefusedError {
  const { name, zone } = item.target
  const text = `Somebody created a function ${name} in ${zone} since the restore was planned; it is left alone.`
  return new RestoreRefusedError(text, { evidence: { function: name, zone } })
}
