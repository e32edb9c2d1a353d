import { HoldfastError, NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
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
  await checkSubnets(plan)
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

async function checkSubnets(plan: FunctionPlan): Promise<void> {
  const states = [plan.wanted, ...(plan.wanted.versions ?? [])].map(({ configuration }) => configuration)
  const ids = [...new Set(states.flatMap((one) => textsOf(objectOf(one, 'VpcConfig'), 'SubnetIds')))]
  if (ids.length === 0) return
  const there = (await plan.place.surroundings.listSubnets(ids)).map((one) => textOf(one, 'SubnetId'))
  for (const id of ids.filter((one) => !there.includes(one))) {
    plan.problem(
      'missing',
      `The subnet ${id} is not there.`,
      'Name another under subnet: in the file of --map.',
    )
  }
}
