import { RestoreRefusedError } from '../../../errors.ts'
import { objectOf, textOf } from '../../../model/members.ts'
import type { Described } from '../../../ports/cloudfront-api.ts'
import type { RestorePorts } from '../../restore-ports.ts'
import type { StepAction, StepContext } from '../../step-action.ts'
import { edgePlaceOf } from '../edge-place.ts'
import { isMarked, isTaken, markTags } from '../restore-mark.ts'
import { StageRef, restoredStage, stageInput } from '../stage.ts'

/** Creates a CloudFront function in DEVELOPMENT; what later steps make of it goes with it when it is taken back. */
export const createEdgeFunction: StepAction = {
  action: 'create-edge-function',
  async carryOut(ports, { input }, context) {
    const present = await find(ports, context)
    if (present !== undefined && !(await isOurs(ports, context, present))) throw taken(context)
    if (present === undefined) await create(ports, context, StageRef.parse(input))
    return { created: true }
  },
  async takeBack(ports, _step, context, { answer }) {
    const present = await find(ports, context)
    if (present === undefined) return undefined
    if (answer === undefined && !(await isOurs(ports, context, present))) return undefined
    await edgePlaceOf(ports).writer.deleteFunction(context.item.target.name, present.etag)
    return undefined
  },
}

async function create(ports: RestorePorts, context: StepContext, ref: StageRef): Promise<void> {
  const { configuration, code } = await restoredStage(ports, context, ref)
  const { name } = context.item.target
  const input = { Name: name, FunctionConfig: stageInput(configuration), Tags: markTags(context) }
  try {
    await edgePlaceOf(ports).writer.createFunction(input, code)
  } catch (error) {
    const present = isTaken(error) ? await find(ports, context) : undefined
    if (present === undefined || !(await isOurs(ports, context, present))) throw error
  }
}

async function find(ports: RestorePorts, { item }: StepContext): Promise<Described | undefined> {
  return await edgePlaceOf(ports).cloudfront.describeFunction(item.target.name, 'DEVELOPMENT')
}

async function isOurs(
  ports: RestorePorts,
  context: StepContext,
  { description }: Described,
): Promise<boolean> {
  const arn = textOf(objectOf(description, 'FunctionMetadata'), 'FunctionARN') ?? ''
  return await isMarked(edgePlaceOf(ports), arn, context)
}

function taken({ item: { target } }: StepContext): RestoreRefusedError {
  const text = `Somebody created a CloudFront function ${target.name} since the restore was planned; it is left alone.`
  return new RestoreRefusedError(text, { evidence: { function: target.name } })
}
