import type { CallHooks } from '../aws/call-hooks.ts'
import { joinHooks } from '../aws/call-hooks.ts'
import { lambdaPacing } from '../aws/pacing.ts'
import { countCall } from './call-meter.ts'

/**
 * As `lambdaPacing`; the door puts the requests into numbers at the end of the invocation. For what is no run: a run counts
 * the requests of all its zones in its report.
 *
 * @param share between 0 and 1 of each quota
 */
export function countedPacing(share: number): CallHooks {
  return joinHooks(lambdaPacing(share), { after: countCall })
}
