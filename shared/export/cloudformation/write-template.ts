import type { JsonObject } from '../../model/json.ts'
import type { Notes } from '../notes.ts'
import type { Parts } from '../parts.ts'
import { functionResources, logGroupResource } from './function-resources.ts'
import type { Resources } from './intrinsics.ts'
import { FUNCTION, attribute } from './intrinsics.ts'
import type { SecretChoice } from './parameters.ts'
import { templateParameters } from './parameters.ts'
import { qualifiedResources } from './qualified-resources.ts'
import { triggerResources } from './trigger-resources.ts'

/** A template of CloudFormation, less what is said about it. */
export interface Template {
  readonly Parameters: JsonObject
  readonly Resources: Resources
  readonly Outputs: JsonObject
}

/** The template that makes a function; its zips must have been uploaded. */
export function writeTemplate(parts: Parts, choice: SecretChoice, notes: Notes): Template {
  const uploads = parts.code.type === 'zip' || parts.code.type === 'unread' || hasLayers(parts)
  return {
    Parameters: templateParameters(parts, { ...choice, uploads }),
    Resources: {
      ...functionResources(parts, choice),
      ...logGroupResource(parts),
      ...qualifiedResources(parts),
      ...triggerResources(parts, notes),
    },
    Outputs: { FunctionArn: { Value: attribute(FUNCTION, 'Arn') } },
  }
}

function hasLayers({ layers }: Parts): boolean {
  return layers.some(({ type }) => type === 'made')
}
