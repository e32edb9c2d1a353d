import type { JsonObject } from '../../model/json.ts'
import type { Notes } from '../notes.ts'
import type { Parts } from '../parts.ts'
import { functionBlocks } from './function-blocks.ts'
import { qualifiedBlocks } from './qualified-blocks.ts'
import { triggerBlocks } from './trigger-blocks.ts'
import type { Block } from './words.ts'
import { environmentVariable, literal } from './words.ts'

/** How the configuration is written. */
export interface TerraformOptions {
  readonly showSecrets: boolean
  /** Region of the function. */
  readonly zone: string
}

/** A configuration of Terraform, in its JSON syntax. Environment values are sensitive variables unless they are shown. */
export function terraformConfiguration(
  parts: Parts,
  { showSecrets, zone }: TerraformOptions,
  notes: Notes,
): JsonObject {
  if (parts.scaling !== undefined) notes.add('The scaling of the function is left out.')
  const blocks = [
    ...functionBlocks(parts, showSecrets),
    ...qualifiedBlocks(parts),
    ...triggerBlocks(parts, notes),
  ]
  const secrets = showSecrets ? [] : Object.keys(parts.environment)
  return {
    terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '>= 6.0' } } },
    provider: { aws: { region: zone } },
    variable: {
      function_name: { type: 'string', default: literal(parts.name) },
      ...Object.fromEntries(
        secrets.map((name) => [environmentVariable(name), { type: 'string', sensitive: true }]),
      ),
    },
    resource: byType(blocks),
    output: { function_arn: { value: '${aws_lambda_function.function.arn}' } },
  }
}

function byType(blocks: readonly Block[]): JsonObject {
  const types = Map.groupBy(blocks, ({ type }) => type)
  const members = [...types].map(([type, own]) => {
    return [type, Object.fromEntries(own.map((one) => [one.name, one.arguments]))] as const
  })
  return Object.fromEntries(members)
}
