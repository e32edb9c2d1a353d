import { parseArn } from '../model/arn.ts'
import type { JsonValue } from '../model/json.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { RestoreItem, RestoreMap } from '../model/restore.ts'
import { mapTexts } from './renumber.ts'

/** How names of a point read at its target. Numbers of versions and layer versions stay those of the point. */
export interface Naming {
  /** One ARN, id, name or service principal. */
  readonly text: (text: string) => string
  /** Every text of a value, ARNs within longer texts included. */
  readonly value: <T extends JsonValue>(value: T) => T
  /** The value of an environment variable: it changes only when the map names it exactly. */
  readonly variable: (value: string) => string
}

/** What a naming is made of; a restored item has it all. */
export type NamingSource = Pick<RestoreItem, 'source' | 'target'>

/** An ARN in a text, up to what is not part of one: white space, a quote, a comma, a bracket. */
const ARN = /arn:[\w-]+:[\w-]+:[\w-]*:\d*:[^\s"'`,<>{}()[\]\\]+/g

/**
 * Names follow, in this order: what the map names exactly; a role that it names by its name; then account, region and
 * the function's own name, those of the map before those of the target.
 */
export function createNaming(map: RestoreMap, { source, target }: NamingSource): Naming {
  const exact = exactNames(map)
  const place = placeNames(map, source, target)
  const arn = (text: string) => exact.get(text) ?? roleByName(map, text) ?? place.arn(text)
  const text = (one: string) => exact.get(one) ?? place.word(one.replaceAll(ARN, arn))
  return {
    text,
    // The shape of a value stays: texts become texts.
    value: (value) => mapTexts(value, text) as typeof value,
    variable: (value) => exact.get(value) ?? value,
  }
}

function exactNames({
  account: _account,
  region: _region,
  ...tables
}: RestoreMap): ReadonlyMap<string, string> {
  return new Map(Object.values(tables).flatMap((table = {}) => Object.entries(table)))
}

const ROLE_ARN = /^arn:([\w-]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/

/** `role: { old: new }`: the ARN keeps its account and loses its path, for a name says neither. */
function roleByName({ role = {}, account = {} }: RestoreMap, text: string): string | undefined {
  const [, partition, owner = '', name = ''] = ROLE_ARN.exec(text) ?? []
  const renamed = role[name]
  if (renamed === undefined) return undefined
  return renamed.startsWith('arn:')
    ? renamed
    : `arn:${partition}:iam::${account[owner] ?? owner}:role/${renamed}`
}

function placeNames(map: RestoreMap, source: ResourceRef, target: ResourceRef) {
  const accounts = new Map([[source.account, target.account], ...Object.entries(map.account ?? {})])
  const regions = new Map([[source.zone, target.zone], ...Object.entries(map.region ?? {})])
  const accountOf = (account: string) => accounts.get(account) ?? account
  const regionOf = (region: string) => regions.get(region) ?? region
  return {
    arn(text: string): string {
      const parsed = parseArn(text)
      if (parsed === undefined) return text
      const { partition, service, region = '', account = '' } = parsed
      const there = regionOf(region)
      const named = partitionOf(there === '' ? target.zone : there, partition)
      const resource = renamed(parsed.resource, { ...parsed, region, account })
      return `arn:${named}:${service}:${there}:${accountOf(account)}:${resource}`
    },
    /** An account, a service principal of a region, or an image of a registry; anything else stays. */
    word(text: string): string {
      if (/^\d{12}$/.test(text)) return accountOf(text)
      const [, before, region = '', after] = REGIONAL.exec(text) ?? []
      if (before === undefined) return text
      const registry = /^(\d{12})(\.dkr\.ecr\.)$/.exec(before)
      const host = registry === null ? before : `${accountOf(registry[1] ?? '')}${registry[2]}`
      return `${host}${regionOf(region)}${after}`
    },
  }

  function renamed(
    resource: string,
    { service, region, account }: Record<'service' | 'region' | 'account', string>,
  ) {
    const isHome = service === 'lambda' && region === source.zone && account === source.account
    const [type, name, ...rest] = resource.split(':')
    const isItself = isHome && type === 'function' && name === source.name
    return isItself ? [type, target.name, ...rest].join(':') : resource
  }
}

/** `logs.eu-west-1.amazonaws.com`, `123456789012.dkr.ecr.eu-west-1.amazonaws.com/name@sha256:...`. */
const REGIONAL =
  /^((?:\d{12}\.dkr\.ecr|[a-z-]+)\.)([a-z]{2,}(?:-[a-z]+)+-\d)(\.amazonaws\.com(?:\.cn)?(?:\/.*)?)$/s

/** The partition that a region is in (IAM User Guide, "Amazon Resource Names"); of one that does not tell, as it was. */
function partitionOf(region: string, was: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  return was === 'aws-cn' || was === 'aws-us-gov' ? 'aws' : was
}
