import type { JsonObject, JsonValue } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import { objectOf, textOf } from '../../model/members.ts'
import { settingAction } from '../setting.ts'
import type { StepContext } from '../step-action.ts'

/** Creates an alias, or gives its traffic back to the versions that had it. `qualifier` is its name. */
export const putAlias = settingAction({
  action: 'put-alias',
  async write({ writer }, { name, qualifier = '' }, value) {
    if (value === null) return writer.deleteAlias(name, qualifier)
    const { Description = '', FunctionVersion = '', RoutingConfig } = JsonObjectSchema.parse(value)
    const weights = objectOf({ RoutingConfig: RoutingConfig ?? {} }, 'RoutingConfig')
    // Weights that are left out would stay as they are.
    const routing = { AdditionalVersionWeights: objectOf(weights, 'AdditionalVersionWeights') }
    const alias = {
      FunctionName: name,
      Name: qualifier,
      Description,
      FunctionVersion,
      RoutingConfig: routing,
    }
    await writer.putAlias(alias)
  },
  read: ({ aliases }, qualifier) =>
    aliases && (aliases.find(({ name }) => name === qualifier)?.configuration ?? null),
  translate: (value, context) =>
    value === null ? null : renumberAlias(JsonObjectSchema.parse(value), context.versionOf),
})

/** An alias with the numbers of the target: an alias names versions by number, not by ARN. */
export function renumberAlias(alias: JsonObject, versionOf: StepContext['versionOf']): JsonObject {
  const version = versionOf(textOf(alias, 'FunctionVersion') ?? '')
  const routing = objectOf(alias, 'RoutingConfig')
  const weights = Object.entries(objectOf(routing, 'AdditionalVersionWeights'))
  if (weights.length === 0) return { ...alias, FunctionVersion: version }
  const renumbered: [string, JsonValue][] = weights.map(([old, weight]) => [versionOf(old), weight])
  return {
    ...alias,
    FunctionVersion: version,
    RoutingConfig: { ...routing, AdditionalVersionWeights: Object.fromEntries(renumbered) },
  }
}
