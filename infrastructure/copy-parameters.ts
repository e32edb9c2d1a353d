import { SettingInvalidError } from '../shared/errors.ts'
import type { PlanFile } from '../shared/plans/plan-file.ts'
import { readPlans } from '../shared/plans/read-plans.ts'
import type { StackParameter } from './stack-parameters.ts'

/** `arn:aws:kms:eu-central-1:123456789012:key/...`: where a key is, and whose. */
const KEY = /^arn:[a-z-]+:kms:([a-z0-9-]+):(\d{12}):key\//

/** One copy that a plan asks for. */
interface Asked {
  readonly plan: string
  readonly region: string
  readonly account?: string | undefined
}

/**
 * Copies that a plan asks for and that nobody makes would silently be missing when they are needed.
 *
 * @param text of `holdfast.yml`
 * @throws SettingInvalidError when the parameters of the copy do not go together, or are not what plans ask for
 */
export function checkCopies(given: readonly StackParameter[], text: string, now: Date): void {
  const values = Object.fromEntries(given.map((one) => [one.ParameterKey, one.ParameterValue]))
  const asked = askedFor(readPlans(text, now).file)
  const { CopyBucket = '', CopyBy, MultiRegionAccessPoint } = values
  if (CopyBucket === '') {
    if (MultiRegionAccessPoint === 'yes')
      throw new SettingInvalidError('MultiRegionAccessPoint=yes needs a copy: give CopyBucket.')
    refuse(asked, 'no parameter CopyBucket says where it is')
    return
  }
  const place = placeOf(values)
  refuse(
    asked.filter((one) => one.region !== place.region || (one.account ?? place.account) !== place.account),
    `CopyBucket is in ${place.region} of account ${place.account}, and one deployment makes one copy`,
  )
  if (CopyBy === 'plans' && asked.length === 0)
    throw new SettingInvalidError('CopyBy=plans, and no plan asks for a copy: nothing would be copied.')
}

function askedFor(file: PlanFile | undefined): readonly Asked[] {
  return Object.entries(file?.plans ?? {}).flatMap(([plan, { copies = [] }]) =>
    copies.map((copy) => ({ plan, ...copy })),
  )
}

function refuse(asked: readonly Asked[], why: string): void {
  const [first] = asked
  if (first === undefined) return
  const where = first.account === undefined ? first.region : `${first.region} of account ${first.account}`
  throw new SettingInvalidError(
    `Plan ${first.plan} asks for a copy in ${where}, but ${why} (docs/copies.md, "In another region").`,
  )
}

/** Where the copy is, by the ARN of its key; what else is said of it must agree. */
function placeOf(values: Readonly<Record<string, string>>): {
  readonly region: string
  readonly account: string
} {
  const { CopyKeyArn = '', CopyRegion = '', CopyAccount = '' } = values
  const [, region, account] = KEY.exec(CopyKeyArn) ?? []
  if (region === undefined || account === undefined || CopyRegion === '')
    throw new SettingInvalidError('CopyBucket needs CopyKeyArn, the key of the bucket, and CopyRegion.')
  if (region !== CopyRegion)
    throw new SettingInvalidError(`CopyRegion is ${CopyRegion}, but the key of CopyKeyArn is in ${region}.`)
  if (CopyAccount !== '' && account !== CopyAccount)
    throw new SettingInvalidError(
      `CopyAccount is ${CopyAccount}, but the key of CopyKeyArn is of ${account}.`,
    )
  return { region, account }
}
