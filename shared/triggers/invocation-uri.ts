import * as z from 'zod'
import { UnsupportedError } from '../errors.ts'
import { parseArn } from '../model/arn.ts'

/**
 * How API Gateway names a function that an integration or an authorizer invokes: the version of Lambda's API, the
 * function's ARN, and the way of invoking it (API reference, PutIntegration, `uri`).
 */
const INVOCATION = /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/([\d-]+)\/functions\/(.+)\/([\w-]+)$/
const VARIABLE = /\$\{stageVariables\.(\w+)\}/g

/** A stage; of its variables those that a URI names. Others are nobody's business: CloudTrail masks them too. */
export const StageVariables = z.strictObject({
  stageName: z.string(),
  variables: z.record(z.string(), z.string()),
})
export type StageVariables = z.infer<typeof StageVariables>

/** A function that a URI invokes, and the stages in which it does. */
export interface Invoked<Stage extends StageVariables> {
  readonly invokes: string
  readonly stages: readonly Stage[]
}

/** ARN of the function that a URI of API Gateway invokes; `undefined` when it is no function's. */
export function functionOf(uri = ''): string | undefined {
  return INVOCATION.exec(uri)?.[2] ?? (parseArn(uri)?.service === 'lambda' ? uri : undefined)
}

/**
 * The same URI, for another function; one that stage variables make up stays as it is.
 *
 * @param invokes ARN of the function
 */
export function withFunction(uri: string, invokes: string): string {
  if (variablesOf(uri).length > 0) return uri
  const [, version, , way] = INVOCATION.exec(uri) ?? []
  const { partition, region } = parseArn(invokes) ?? {}
  if (version === undefined || way === undefined) return invokes
  return `arn:${partition}:apigateway:${region}:lambda:path/${version}/functions/${invokes}/${way}`
}

/** Names of the stage variables in a URI. */
export function variablesOf(uri: string): readonly string[] {
  return [...uri.matchAll(VARIABLE)].map(([, name = '']) => name)
}

/**
 * The functions that a URI invokes: one for all stages, or, with stage variables in it, what each stage makes of them.
 *
 * @returns none when it is no function's; `undefined` when it is, and no stage sets all the variables
 */
export function resolveUri<Stage extends StageVariables>(
  uri: string,
  stages: readonly Stage[],
): readonly Invoked<Stage>[] | undefined {
  const template = functionOf(uri)
  const names = variablesOf(uri)
  if (names.length === 0)
    return template === undefined ? [] : [{ invokes: template, stages: pick(stages, []) }]
  const invoked = new Map<string, Stage[]>()
  for (const stage of pick(stages, names)) {
    const invokes = functionOf(
      uri.replaceAll(VARIABLE, (whole, name: string) => stage.variables[name] ?? whole),
    )
    if (invokes === undefined || variablesOf(invokes).length > 0) continue
    invoked.set(invokes, [...(invoked.get(invokes) ?? []), stage])
  }
  if (invoked.size === 0 && template !== undefined) return undefined
  return [...invoked].map(([invokes, found]) => ({ invokes, stages: found }))
}

/** The gap of a part whose function {@link resolveUri} cannot tell. @param part for people: `GET /orders` */
export function unresolved(part: string, uri: string) {
  const names = variablesOf(uri).join(', ')
  return { part, error: new UnsupportedError(`No stage sets ${names}, which name the function of ${part}.`) }
}

/** The stages in order of name, with these variables only. */
function pick<Stage extends StageVariables>(stages: readonly Stage[], names: readonly string[]): Stage[] {
  return stages
    .map((stage) => {
      const used = Object.entries(stage.variables).filter(([name]) => names.includes(name))
      return { ...stage, variables: Object.fromEntries(used) }
    })
    .toSorted((a, b) => (a.stageName < b.stageName ? -1 : 1))
}
