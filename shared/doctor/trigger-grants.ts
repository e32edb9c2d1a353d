import type { FactsKind } from '../triggers/facts-kind.ts'
import type { Permission, TriggerKind } from '../triggers/kind.ts'
import { REFERENCES, switchOf } from '../triggers/switches.ts'
import type { Grant, GrantPlace } from './capture-grants.ts'
import { PROBE } from './capture-grants.ts'

/** What kinds of triggers, and the facts of what functions name, need to be read. */
export interface Readers {
  readonly kinds: readonly Pick<TriggerKind, 'name' | 'permissions'>[]
  readonly facts: readonly Pick<FactsKind, 'permissions'>[]
}

/**
 * What captures need to read triggers and what functions name, less what the deployment has switched off by its
 * parameters: that is a gap on purpose. A wiring test compares this with the roles.
 *
 * @param parameters of the deployment's stack; none without a deployment
 */
export function triggerGrants(
  { kinds, facts }: Readers,
  place: GrantPlace,
  parameters: Readonly<Record<string, string>> = {},
): readonly Grant[] {
  const isOn = (kind: string) => parameters[switchOf(kind)] !== 'no'
  const wanted = [...kinds.filter(({ name }) => isOn(name)), ...(isOn(REFERENCES) ? facts : [])].flatMap(
    ({ permissions }) => permissions,
  )
  const reading = wanted.filter(({ use }) => use === 'read')
  const byResource = Map.groupBy(reading, ({ resource }) => resourceIn(place, resource))
  return [...byResource].map(([resource, permissions]) => ({ resource, actions: actionsOf(permissions) }))
}

/** An ARN that the pattern of a statement allows: in the place that is asked about, of a name that nobody uses. */
function resourceIn({ partition, account, region }: GrantPlace, pattern: string): string {
  if (pattern === '*') return pattern
  const said = pattern
    .replaceAll('${AWS::Partition}', partition)
    .replaceAll('${AWS::AccountId}', account)
    .replaceAll('${AWS::Region}', region)
  const [arn = '', inPartition = '', service = '', inRegion = '', ofAccount = '', ...rest] = said.split(':')
  const where = [inRegion === '*' ? region : inRegion, ofAccount === '*' ? account : ofAccount]
  return [arn, inPartition, service, ...where, rest.join(':').replaceAll('*', PROBE)].join(':')
}

function actionsOf(permissions: readonly Permission[]): readonly string[] {
  return [...new Set(permissions.flatMap(({ actions }) => actions))]
}
