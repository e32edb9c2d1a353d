import type { NormalizedSchema } from '@smithy/core/schema'
import type { Call } from './call.ts'

/**
 * Reads the members that travel in an XML body: one member that is the whole body (`httpPayload`), or all of those
 * that travel nowhere else. The SDK's own decoder reads them.
 *
 * @returns nothing for a body that the decoder cannot read
 */
export function xmlMembers(call: Call, body: Buffer | undefined): Record<string, unknown> {
  const { model, operation } = call.schema ?? {}
  if (model?.readXml === undefined || operation === undefined || body === undefined) return {}
  const [name, payload] = payloadOf(operation.input) ?? []
  const read = readable(() => model.readXml?.(payload ?? operation.input, body))
  if (name !== undefined) return read === undefined ? {} : { [name]: read }
  return { ...read }
}

function payloadOf(input: NormalizedSchema): readonly [string, NormalizedSchema] | undefined {
  if (!input.isStructSchema()) return undefined
  return [...input.structIterator()].find(([, member]) => member.getMergedTraits().httpPayload === 1)
}

/** An observer must not fail what it observes: the emulator answers what it thinks of such a body. */
function readable(read: () => unknown): object | undefined {
  try {
    const value = read()
    return typeof value === 'object' && value !== null ? value : undefined
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}
