import { lambdaPacing } from '../shared/aws/pacing.ts'
import type { ScratchPlace } from '../shared/restore-test/test-ports.ts'

/** The way into the regions where restores are tested. */
export interface RestoreTestDoor {
  /** @param quotaShare between 0 and 1 of AWS's quotas in each region */
  readonly open: (quotaShare: number) => Promise<(region: string) => ScratchPlace>
}

/** The real way, with the caller's own credentials. */
export const realRestoreTestDoor: RestoreTestDoor = {
  async open(quotaShare) {
    const { openScratchPlaces } = await import('../shared/runtime/open-scratch-places.ts')
    return openScratchPlaces(lambdaPacing(quotaShare))
  },
}
