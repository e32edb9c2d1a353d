import type { Scope } from '../capture/scope.ts'
import { loneScope, zoneScope } from '../capture/scope.ts'
import type { PlanPorts } from './restore-ports.ts'

/**
 * Functions of one restore from which on the lists of a region (event source mappings, code signing, log groups) are
 * read once for all. Each by itself costs some ten requests of Lambda's quota for what the lists have in one or two.
 */
const TOGETHER = 10

/**
 * What the functions of a restore are read through, by region, for one look at all of them: what is listed is as old
 * as the first look.
 *
 * @param functions of the whole restore
 */
export function regionScopes(
  { openPlace, clock }: Pick<PlanPorts, 'openPlace' | 'clock'>,
  functions: number,
): (region: string) => Scope {
  if (functions < TOGETHER) return (region) => loneScope(openPlace(region))
  const scopes = new Map<string, Scope>()
  return (region) => {
    const scope = scopes.get(region) ?? zoneScope(openPlace(region), clock.now())
    scopes.set(region, scope)
    return scope
  }
}
