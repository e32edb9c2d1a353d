import { NotFoundError } from '../../errors.ts'
import type { BehaviorContent, DistributionContent, PinnedVersion } from '../../model/edge.ts'
import { EDGE_REGION, EDGE_ZONE } from '../../model/edge.ts'
import { parseFunctionName } from '../../model/function-arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { isPointOf } from '../../model/manifest.ts'
import { textOf } from '../../model/members.ts'
import { withoutQualifier } from '../../model/make-arn.ts'
import { neededVersions } from '../planning/needed-versions.ts'
import { askedFor } from './asked-for.ts'
import type { EdgePlan } from './edge-plan.ts'
import { findVersion } from './find-version.ts'

/** A behaviour of the point under the names of the target; what is missing there becomes a problem of the plan. */
export async function planBehavior(
  plan: EdgePlan,
  content: DistributionContent,
  { pathPattern, lambdaFunctions, functions }: BehaviorContent,
): Promise<BehaviorContent> {
  const lambdas: JsonObject[] = []
  for (const one of lambdaFunctions) {
    const arn = textOf(one, 'LambdaFunctionARN') ?? ''
    const pin = content.pins.find((pinned) => pinned.arn === arn) ?? { arn, function: '', version: '' }
    lambdas.push({ ...one, LambdaFunctionARN: await versionAtTarget(plan, pin) })
  }
  const others: JsonObject[] = []
  for (const one of functions) {
    others.push({ ...one, FunctionARN: await functionAtTarget(plan, textOf(one, 'FunctionARN') ?? '') })
  }
  return { pathPattern, lambdaFunctions: lambdas, functions: others }
}

/**
 * ARN of a version. Of a function that this restore brings back too it has the number of the point, and gets the new
 * one when the step is carried out; otherwise it has the number that it has at the target.
 */
async function versionAtTarget(plan: EdgePlan, pin: PinnedVersion): Promise<string> {
  const arn = plan.naming.text(pin.arn)
  const { name = '', qualifier } = parseFunctionName(arn) ?? {}
  const source = { ...plan.item.source, zone: EDGE_REGION, kind: 'function', name: pin.function } as const
  const key = askedFor(plan.request, source)
  if (key !== undefined) plan.needs.push(withoutQualifier(arn))
  const number = await findVersion(plan, name, pin)
  if (key !== undefined && (number !== undefined || (await isPublished(plan, { key, name, pin })))) return arn
  if (number === undefined) {
    const what = `Version ${pin.version} of ${name} in ${EDGE_REGION} is not there.`
    plan.problem('missing', what, `Restore ${name} with its versions together with the distribution.`)
    return arn
  }
  if (number !== qualifier)
    plan.remark(`What was version ${pin.version} of ${name} is version ${number} now.`)
  return `${withoutQualifier(arn)}:${number}`
}

interface Publication {
  /** Key of the function's point. */
  readonly key: string
  /** Of the function at the target. */
  readonly name: string
  readonly pin: PinnedVersion
}

/** Whether restoring the function publishes the version: of one that is there only what the point itself needs is. */
async function isPublished(plan: EdgePlan, { key, name, pin }: Publication): Promise<boolean> {
  const manifest = await plan.ports.vault.readManifest(key)
  if (!isPointOf('function', manifest) || !plan.has('versions')) return false
  const found = manifest.content.versions?.find(({ version }) => version === pin.version)
  if (found?.code === undefined) return false
  return neededVersions(manifest.content).has(pin.version) || !(await isFunction(plan, name))
}

async function isFunction({ ports }: EdgePlan, name: string): Promise<boolean> {
  try {
    await ports.openPlace(EDGE_REGION).lambda.getFunction({ name })
    return true
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}

/** ARN of a CloudFront function, which must be LIVE, or become so with this restore. */
async function functionAtTarget(plan: EdgePlan, was: string): Promise<string> {
  const arn = plan.naming.text(was)
  const name = arn.slice(arn.lastIndexOf('/') + 1)
  const source = { ...plan.item.source, zone: EDGE_ZONE, kind: 'cloudfront-function', name } as const
  if (askedFor(plan.request, source) !== undefined) plan.needs.push(arn)
  else if ((await plan.cloudfront.describeFunction(name, 'LIVE')) === undefined) {
    const what = `The CloudFront function ${name} is not there, or not published.`
    plan.problem('missing', what, 'Restore it together with the distribution, or publish it.')
  }
  return arn
}
