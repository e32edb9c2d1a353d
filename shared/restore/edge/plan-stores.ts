import type { CloudFrontFunctionContent } from '../../model/edge.ts'
import { resourceArn } from '../../model/make-arn.ts'
import { textOf } from '../../model/members.ts'
import { askedFor } from './asked-for.ts'
import type { EdgePlan } from './edge-plan.ts'
import { findStoreOf } from './find-store-of.ts'
import { storesIn } from './stage.ts'

/** The key value stores that a function reads. */
export interface StoreNames {
  /** Their names, by the ARNs that they had; less those that the map names. */
  readonly names: Readonly<Record<string, string>>
  /** Their ARNs now, by those that they had; less those that are made again. */
  readonly arns: ReadonlyMap<string, string>
}

/** Finds the key value stores of a function at the target: a function cannot name one that is not there. */
export async function planStores(plan: EdgePlan, content: CloudFrontFunctionContent): Promise<StoreNames> {
  const stages = [content.development, content.live].filter((stage) => stage !== undefined && stage !== null)
  const named = stages.flatMap(({ configuration }) => storesIn(configuration))
  const names: Record<string, string> = {}
  const arns = new Map<string, string>()
  for (const arn of new Set(named)) {
    const mapped = otherName(plan, arn)
    const name = mapped === undefined ? await findStoreOf(plan, arn) : undefined
    const now = await presentArn(plan, { mapped, name })
    if (name !== undefined) names[arn] = name
    if (now !== undefined) arns.set(arn, now)
    else if (name === undefined || !isMadeAgain(plan, name)) tellMissing(plan, mapped ?? arn, name)
  }
  return { names, arns }
}

/** What the map names instead; a name that maps to itself, as `--write-map` prints it, changes nothing. */
function otherName({ request }: EdgePlan, arn: string): string | undefined {
  const named = request.map.arn?.[arn]
  return named === arn ? undefined : named
}

async function presentArn(
  { cloudfront }: EdgePlan,
  { mapped, name }: { readonly mapped: string | undefined; readonly name: string | undefined },
): Promise<string | undefined> {
  if (mapped !== undefined) {
    const stores = await cloudfront.listKeyValueStores()
    return stores.some((one) => textOf(one, 'ARN') === mapped) ? mapped : undefined
  }
  const found = name === undefined ? undefined : await cloudfront.describeKeyValueStore(name)
  return found && textOf(found.description, 'ARN')
}

/** Whether this restore makes the store before the function. */
function isMadeAgain({ request, item, needs }: EdgePlan, name: string): boolean {
  const store = { ...item.source, kind: 'key-value-store', name } as const
  if (askedFor(request, store) === undefined) return false
  needs.push(resourceArn({ ...store, account: item.target.account }, item.partition))
  return true
}

function tellMissing(plan: EdgePlan, arn: string, name: string | undefined): void {
  const what =
    name === undefined
      ? `The key value store ${arn} is not there, and the vault does not say what it was called.`
      : `The key value store ${name} is not there.`
  const advice = 'Restore it together with the function, or name another under arn: in the file of --map.'
  plan.problem('missing', what, advice)
}
