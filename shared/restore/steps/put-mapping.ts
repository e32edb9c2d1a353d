import * as z from 'zod'
import type { JsonObject } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import { textOf } from '../../model/members.ts'
import { StreamStart } from '../../model/restore.ts'
import { findMapping } from '../find-mappings.ts'
import { mappingCreation, mappingUpdate } from '../mapping-input.ts'
import { settleMapping } from '../settle-mapping.ts'
import type { StepAction } from '../step-action.ts'

/** `mapping` as the point describes it, under the names of the target; `uuid` is the one that it had. */
const Input = z.object({
  uuid: z.string(),
  mapping: JsonObjectSchema,
  start: StreamStart,
  takenAt: z.string(),
})
const Before = z.object({ mapping: JsonObjectSchema.nullable() })

/** Has a source polled for the function again, switched off: a mapping that is left over is taken, or a new one made. */
export const putMapping: StepAction = {
  action: 'put-mapping',
  async before({ input }, context): Promise<JsonObject> {
    const { mapping } = Input.parse(input)
    return { mapping: (await findMapping(context.place.lambda, context.renumber(mapping))) ?? null }
  },
  async carryOut(ports, { input }, context) {
    const { uuid: old, mapping, ...choice } = Input.parse(input)
    const { lambda, writer } = context.place
    const wanted = context.renumber(mapping)
    const present = await findMapping(lambda, wanted)
    const uuid =
      textOf(present ?? (await writer.createMapping(mappingCreation(wanted, choice))), 'UUID') ?? ''
    await settleMapping(writer, ports.clock, uuid)
    if (present !== undefined) await writer.updateMapping({ UUID: uuid, ...mappingUpdate(wanted, present) })
    return { uuid, renumbering: { mappings: { [old]: uuid } } }
  },
  async takeBack(ports, { input }, context, record) {
    const before = Before.parse(record.before).mapping
    const { lambda, writer } = context.place
    const present = await findMapping(lambda, context.renumber(Input.parse(input).mapping))
    const uuid = textOf(present ?? {}, 'UUID')
    if (uuid === undefined) return undefined
    if (before === null) {
      await writer.deleteMapping(uuid)
      return undefined
    }
    await settleMapping(writer, ports.clock, uuid)
    await writer.updateMapping({
      UUID: uuid,
      ...mappingUpdate(before, present ?? {}),
      Enabled: textOf(before, 'State') === 'Enabled',
    })
    return undefined
  },
}
