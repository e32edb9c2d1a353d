import { assumeRole } from '../shared/aws/assume-role.ts'
import { readCaller } from '../shared/aws/caller.ts'
import { lambdaPacing } from '../shared/aws/pacing.ts'
import type { Place, RestorePorts } from '../shared/restore/restore-ports.ts'
import { every } from '../shared/runtime/clock.ts'

/** How the account that is restored into is reached. */
export interface TargetAccess {
  /** A role of another account; without it the caller's own credentials are used. */
  readonly roleArn: string | undefined
  /** Name that the role's session gets: CloudTrail shows it. */
  readonly session: string
  /** Any region of the account: STS is asked there. */
  readonly region: string
  /** Between 0 and 1 of AWS's quotas in each region. */
  readonly quotaShare: number
}

/** The account that is restored into. */
export interface TargetAccount {
  readonly account: string
  /** The same region gives the same place. */
  readonly openPlace: (region: string) => Place
  readonly every?: NonNullable<RestorePorts['every']>
}

/** The way into the account that a restore goes to. */
export interface RestoreDoor {
  /** @throws AccessDeniedError when the role may not be assumed */
  readonly open: (access: TargetAccess) => Promise<TargetAccount>
}

/** The real way, with the caller's own credentials or those of the role. */
export const realRestoreDoor: RestoreDoor = {
  async open({ roleArn, session, region, quotaShare }) {
    const credentials = roleArn === undefined ? undefined : assumeRole(roleArn, session)
    const { account } = await readCaller({ region, credentials })
    const { openPlaces } = await import('../shared/runtime/open-places.ts')
    return { account, openPlace: openPlaces(lambdaPacing(quotaShare), credentials), every }
  },
}
