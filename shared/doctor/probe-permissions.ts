import { AccessDeniedError, HoldfastError, NotFoundError, UnsupportedError } from '../errors.ts'
import type { LambdaApi } from '../ports/lambda-api.ts'
import type { SurroundingsApi } from '../ports/surroundings-api.ts'
import type { Finding } from './finding.ts'
import { ok, problem, unknown } from './finding.ts'

/** What the caller reads a region through. */
export interface ProbeSources {
  readonly lambda: LambdaApi
  readonly surroundings: SurroundingsApi
}

/** A function that nobody has: IAM decides before Lambda looks, so "not found" means "allowed". */
const NOBODY = 'holdfast-doctor-probe'

/** One cheap call that needs one permission. */
export type Probe = readonly [action: string, call: () => Promise<unknown>]

/** Looks whether the caller may read what captures of a region must, by one cheap call for each permission. */
export async function probePermissions(sources: ProbeSources, zone: string): Promise<readonly Finding[]> {
  return tryProbes(probesOf(sources), zone)
}

/** Makes all the calls, and says what they mean for the zone. */
export async function tryProbes(probes: readonly Probe[], zone: string): Promise<readonly Finding[]> {
  const place = { check: 'permissions', zone } as const
  const answers = await Promise.all(
    probes.map(async ([action, call]) => ({ action, ...(await tryOne(call)) })),
  )
  const denied = answers.filter(({ answer }) => answer === 'denied').map(({ action }) => action)
  const unclear = answers.filter(({ answer }) => answer === 'unclear')
  if (denied.length > 0) {
    return [problem(place, `You may not: ${denied.join(', ')}. Captures will have gaps, or fail.`)]
  }
  const [first] = unclear
  if (first) return [unknown(place, `Whether you may ${first.action} is not clear: ${first.reason}`)]
  return [ok(place, `You may make the ${answers.length} calls that captures begin with.`)]
}

function probesOf({ lambda, surroundings }: ProbeSources): readonly Probe[] {
  return [
    ['lambda:ListFunctions', () => firstOf(lambda.listFunctions())],
    ['lambda:GetFunction', () => lambda.getFunction({ name: NOBODY })],
    ['lambda:GetPolicy', () => lambda.getPolicy({ name: NOBODY })],
    ['lambda:ListAliases', () => lambda.listAliases(NOBODY)],
    ['lambda:ListVersionsByFunction', () => lambda.listVersions(NOBODY)],
    ['lambda:ListFunctionUrlConfigs', () => lambda.listFunctionUrls(NOBODY)],
    ['lambda:ListFunctionEventInvokeConfigs', () => lambda.listEventInvokeConfigs(NOBODY)],
    ['lambda:ListProvisionedConcurrencyConfigs', () => lambda.listProvisionedConcurrency(NOBODY)],
    ['lambda:GetFunctionCodeSigningConfig', () => lambda.getCodeSigningArn(NOBODY)],
    ['lambda:GetRuntimeManagementConfig', () => lambda.getRuntimeManagement({ name: NOBODY })],
    ['lambda:GetFunctionRecursionConfig', () => lambda.getRecursion(NOBODY)],
    ['lambda:ListEventSourceMappings', () => lambda.listEventSourceMappings(NOBODY)],
    ['iam:GetRole', () => surroundings.getRole(NOBODY)],
    ['logs:DescribeLogGroups', () => surroundings.getLogGroup(`/aws/lambda/${NOBODY}`)],
    ['ec2:DescribeSubnets', () => surroundings.listSubnets(['subnet-00000000000000000'])],
    ['ec2:DescribeAvailabilityZones', () => surroundings.listAvailabilityZones()],
  ]
}

/** One page is enough. */
async function firstOf(list: AsyncIterable<unknown>): Promise<void> {
  for await (const _one of list) return
}

async function tryOne(call: () => Promise<unknown>): Promise<{ answer: string; reason?: string }> {
  try {
    await call()
    return { answer: 'allowed' }
  } catch (error) {
    if (isNameless(error)) return { answer: 'unclear', reason: error.message }
    if (error instanceof NotFoundError || error instanceof UnsupportedError) return { answer: 'allowed' }
    if (error instanceof AccessDeniedError) return { answer: 'denied' }
    if (error instanceof HoldfastError) return { answer: 'unclear', reason: error.message }
    throw error
  }
}

/** AWS names each error: an answer that names none may be of a proxy, which knows nothing of permissions. */
function isNameless(error: unknown): error is HoldfastError {
  return error instanceof HoldfastError && error.evidence['nameless'] === true
}
