import type { JsonObject } from '../../model/json.ts'
import type { Parts } from '../parts.ts'
import { ref } from './intrinsics.ts'

/** Where the zips are that were uploaded: the bucket, and what their keys begin with. */
const ARTIFACTS: JsonObject = {
  ArtifactBucket: { Type: 'String', Description: 'Bucket that the zips were uploaded to' },
  ArtifactPrefix: {
    Type: 'String',
    Default: '',
    Description: 'What their keys begin with, such as "orders/"',
  },
}

/** Whether values of the environment stand in the template. */
export interface SecretChoice {
  readonly showSecrets: boolean
}

/** What whoever deploys a template is asked. Environment values are never shown by CloudFormation (`NoEcho`). */
export function templateParameters(
  { name, environment }: Parts,
  { showSecrets, uploads }: SecretChoice & { readonly uploads: boolean },
): JsonObject {
  const secrets = showSecrets ? [] : [...environmentParameters(environment)]
  return {
    FunctionName: { Type: 'String', Default: name },
    ...(uploads ? ARTIFACTS : {}),
    ...Object.fromEntries(
      secrets.map(([variable, parameter]) => [
        parameter,
        { Type: 'String', NoEcho: true, Description: `Environment variable ${variable}` },
      ]),
    ),
  }
}

/** The environment of the function: its values, or the parameters that stand for them. */
export function environmentOf({ environment }: Parts, { showSecrets }: SecretChoice): JsonObject {
  if (Object.keys(environment).length === 0) return {}
  const parameters = [...environmentParameters(environment)]
  const references = parameters.map(([variable, parameter]) => [variable, ref(parameter)] as const)
  return { Environment: { Variables: showSecrets ? environment : Object.fromEntries(references) } }
}

/**
 * The parameter that stands for each variable of an environment. Names of parameters have no underscores: those that
 * would be alike without them are numbered.
 */
export function environmentParameters(environment: Parts['environment']): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  const taken = new Set<string>()
  for (const variable of Object.keys(environment)) {
    const name = `Environment${variable.replaceAll(/[^A-Za-z0-9]/g, '')}`
    const parameter = taken.has(name) ? `${name}N${taken.size}` : name
    taken.add(parameter)
    parameters.set(variable, parameter)
  }
  return parameters
}

/** A file that was uploaded. */
export function uploaded(file: string): JsonObject {
  return { S3Bucket: ref('ArtifactBucket'), S3Key: { 'Fn::Sub': `\${ArtifactPrefix}${file}` } }
}
