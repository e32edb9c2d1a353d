import { openRegions, openRules } from '../shared/aws/open-rules.ts'
import { openStacks } from '../shared/aws/stacks.ts'
import type { RegionsApi, StacksApi } from '../shared/ports/zones-api.ts'
import type { RulesDoor } from '../shared/zones/enrol.ts'

/** The way to the account's regions and to the deployment, with the caller's own credentials. */
export interface ZonesDoor extends RulesDoor {
  /** @param region where to ask */
  readonly openRegions: (region: string) => RegionsApi
  readonly openStacks: (region: string) => StacksApi
}

export const realZonesDoor: ZonesDoor = {
  openRegions: (region) => openRegions({ region }),
  openRules: (region) => openRules(region),
  openStacks,
}
