import * as z from 'zod'
import { RestoreRefusedError, ServiceFaultError } from '../../../errors.ts'
import { given, textOf } from '../../../model/members.ts'
import type { Described } from '../../../ports/cloudfront-api.ts'
import type { RestorePorts } from '../../restore-ports.ts'
import type { StepAction, StepContext } from '../../step-action.ts'
import { edgePlaceOf } from '../edge-place.ts'
import { isMarked, isTaken, markTags } from '../restore-mark.ts'

/** Milliseconds: between two looks at a new store, and all together. CloudFront takes seconds to minutes. */
const WAIT = 2000
const PATIENCE = 600_000

const Input = z.object({ comment: z.string().optional() })

/** Creates a key value store, and waits until pairs can be put into it. */
export const createKeyValueStore: StepAction = {
  action: 'create-key-value-store',
  async carryOut(ports, { input }, context) {
    const present = await find(ports, context)
    if (present !== undefined && !(await isOurs(ports, context, present))) throw taken(context)
    if (present === undefined) await create(ports, context, Input.parse(input).comment)
    return { arn: await settle(ports, context.item.target.name) }
  },
  async takeBack(ports, _step, context, { answer }) {
    const present = await find(ports, context)
    if (present === undefined) return undefined
    if (answer === undefined && !(await isOurs(ports, context, present))) return undefined
    await edgePlaceOf(ports).writer.deleteKeyValueStore(context.item.target.name, present.etag)
    return undefined
  },
}

async function create(ports: RestorePorts, context: StepContext, comment: string | undefined): Promise<void> {
  const Comment = comment === '' ? undefined : comment
  const input = { Name: context.item.target.name, ...given({ Comment }), Tags: markTags(context) }
  try {
    await edgePlaceOf(ports).writer.createKeyValueStore(input)
  } catch (error) {
    const present = isTaken(error) ? await find(ports, context) : undefined
    if (present === undefined || !(await isOurs(ports, context, present))) throw error
  }
}

/** @returns the ARN that the store has */
async function settle(ports: RestorePorts, name: string): Promise<string> {
  const { cloudfront } = edgePlaceOf(ports)
  const deadline = ports.clock.now().getTime() + PATIENCE
  for (;;) {
    const { description = {} } = (await cloudfront.describeKeyValueStore(name)) ?? {}
    const arn = textOf(description, 'ARN') ?? ''
    const isReady = textOf(description, 'Status') === 'READY'
    // The data plane learns of a new store a little later.
    if (isReady && (await cloudfront.describeKeyValues(arn)) !== undefined) return arn
    if (ports.clock.now().getTime() >= deadline) {
      throw new ServiceFaultError(`The key value store ${name} is not ready after ten minutes.`)
    }
    await ports.clock.sleep(WAIT)
  }
}

async function find(ports: RestorePorts, { item }: StepContext): Promise<Described | undefined> {
  return await edgePlaceOf(ports).cloudfront.describeKeyValueStore(item.target.name)
}

async function isOurs(
  ports: RestorePorts,
  context: StepContext,
  { description }: Described,
): Promise<boolean> {
  return await isMarked(edgePlaceOf(ports), textOf(description, 'ARN') ?? '', context)
}

function taken({ item: { target } }: StepContext): RestoreRefusedError {
  const text = `Somebody created a key value store ${target.name} since the restore was planned; it is left alone.`
  return new RestoreRefusedError(text, { evidence: { store: target.name } })
}
