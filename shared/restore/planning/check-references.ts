import { HoldfastError, NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { parseFunctionName } from '../../model/function-arn.ts'
import { withoutQualifier } from '../../model/make-arn.ts'
import { objectOf, textOf, textsOf } from '../../model/members.ts'
import type { NamedReference } from '../../triggers/named-references.ts'
import { namedReferences } from '../../triggers/named-references.ts'
import type { FunctionPlan } from './function-plan.ts'

/** References that other planners look after: role, layers, subnets. */
const LOOKED_AFTER = new Set(['execution role', 'layer', 'missing subnet'])

/** References whose absence stops nothing: they are named by values that no map changes. */
const NOT_NEEDED_NOW = new Set(['secret', 'parameter'])

/** Looks, under the names of the target, whether everything is there that the function names. */
export async function checkReferences(plan: FunctionPlan): Promise<void> {
  if (plan.present !== undefined && !plan.has('configuration')) return
  const named = [...namedReferences(plan.wanted), ...sourcesOf(plan)]
  const groups = Map.groupBy(
    named.filter(({ as }) => !LOOKED_AFTER.has(as)),
    ({ arn }) => arn,
  )
  for (const [arn, references] of groups) await checkOne(plan, arn, references)
  await checkNetworks(plan)
  await checkImages(plan)
}

function sourcesOf(plan: FunctionPlan): readonly NamedReference[] {
  if (!plan.has('triggers')) return []
  const arns = (plan.wanted.eventSourceMappings ?? []).map((one) => textOf(one, 'EventSourceArn'))
  return arns.flatMap((arn) => (arn === undefined ? [] : [{ arn, as: 'event source' }]))
}

async function checkOne(
  plan: FunctionPlan,
  arn: string,
  references: readonly NamedReference[],
): Promise<void> {
  if (parseArn(arn)?.service === 'lambda' && arn.includes(':function:')) {
    plan.needs.push(arn)
    if (await isAbsent(plan, arn)) plan.absent.push(arn)
    return
  }
  const exists = await look(plan, arn)
  if (exists !== false) return
  const as = [...new Set(references.map((one) => one.as))].join(', ')
  const what = `${arn} (${as}) is not there.`
  if (references.every((one) => NOT_NEEDED_NOW.has(one.as))) plan.remark(what)
  else if (wasMissing(plan, arn)) plan.remark(`${what} It was not there when the point was taken either.`)
  else plan.problem('missing', what, adviceFor(references))
}

function adviceFor(references: readonly NamedReference[]): string {
  const map = 'Create it, or name another in the file of --map.'
  const isSource = references.some(({ as }) => as === 'event source')
  return isSource ? `${map} Or leave triggers out with --parts.` : map
}

/** What was missing at home when the point was taken is not missing because of this restore. */
function wasMissing({ source, naming }: FunctionPlan, arn: string): boolean {
  const { references = [], sources = [] } = source
  return [...references, ...sources].some((one) => one.exists === false && naming.text(one.arn) === arn)
}

/** Whether another function that it names is not there now; the rest of the request may bring it. */
async function isAbsent(plan: FunctionPlan, arn: string): Promise<boolean> {
  const { name, region, account } = parseFunctionName(arn) ?? {}
  const { target } = plan.item
  const isItself = withoutQualifier(arn) === plan.arn()
  if (name === undefined || region === undefined || isItself || account !== target.account) return false
  try {
    await plan.ports.openPlace(region).lambda.getFunction({ name })
    return false
  } catch (error) {
    if (error instanceof HoldfastError) return error instanceof NotFoundError
    throw error
  }
}

/** @returns `undefined` when it cannot be told */
async function look({ place }: FunctionPlan, arn: string): Promise<boolean | undefined> {
  const service = parseArn(arn)?.service
  try {
    if (service === 'lambda' && arn.includes(':capacity-provider:')) {
      await place.lambda.getCapacityProvider(arn)
      return true
    }
    if (service === 'lambda') return (await place.lambda.getCodeSigningConfig(arn)) !== undefined
    const reader = place.triggers.facts.find((one) => one.service === service)
    return reader && (await reader.read(place.triggers.aws, arn)) !== undefined
  } catch (error) {
    if (error instanceof NotFoundError) return false
    // A service that does not answer is no reason to refuse: whether it is there shows when it is used.
    if (error instanceof HoldfastError) return undefined
    throw error
  }
}

/** Subnets and security groups of every state that the target is given. */
async function checkNetworks(plan: FunctionPlan): Promise<void> {
  const { surroundings } = plan.place
  const networks = statesOf(plan).map(({ configuration }) => objectOf(configuration, 'VpcConfig'))
  const idsIn = (member: string) => [...new Set(networks.flatMap((one) => textsOf(one, member)))]
  const checks = [
    {
      ids: idsIn('SubnetIds'),
      list: (of: string[]) => surroundings.listSubnets(of),
      id: 'SubnetId',
      ...SUBNET,
    },
    {
      ids: idsIn('SecurityGroupIds'),
      list: (of: string[]) => surroundings.listSecurityGroups(of),
      id: 'GroupId',
      ...GROUP,
    },
  ]
  for (const { ids, list, id, what, section } of checks) {
    if (ids.length === 0) continue
    const found = await tolerant(() => list(ids))
    const there = found?.map((one) => textOf(one, id)) ?? ids
    for (const gone of ids.filter((one) => !there.includes(one))) {
      const advice = `Name another under ${section}: in the file of --map.`
      plan.problem('missing', `The ${what} ${gone} is not there.`, advice)
    }
  }
}

const SUBNET = { what: 'subnet', section: 'subnet' }
const GROUP = { what: 'security group', section: 'securityGroup' }

/** Images of every state that the target is given: a point holds no copy of an image. */
async function checkImages(plan: FunctionPlan): Promise<void> {
  if (plan.present !== undefined && !plan.has('code')) return
  const uris = statesOf(plan).flatMap(({ code }) =>
    code?.type === 'image' ? [code.resolvedUri ?? code.uri] : [],
  )
  for (const uri of new Set(uris)) {
    if ((await tolerant(() => plan.place.surroundings.hasImage(uri))) !== false) continue
    plan.problem('missing', `The image ${uri} is not there.`, COPY_IT)
  }
}

const COPY_IT =
  'Copy it to that repository (a copy keeps its digest), or name another image, by its whole URI, under arn: in the file of --map.'

function statesOf({ wanted }: FunctionPlan) {
  return [wanted, ...(wanted.versions ?? [])]
}

/** A service that does not answer is no reason to refuse: whether it is there shows when it is used. */
async function tolerant<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof HoldfastError) return undefined
    throw error
  }
}
