import * as z from 'zod'
import type { JsonObject } from '../../model/json.ts'
import { given, numberOf } from '../../model/members.ts'
import type { StepAction } from '../step-action.ts'

const Input = z.object({
  logGroupName: z.string(),
  retentionInDays: z.number().optional(),
  logGroupClass: z.string().optional(),
  kmsKeyId: z.string().optional(),
})
const Before = z.object({ exists: z.boolean(), retentionInDays: z.number().optional() })

/** Makes the function's log group, if it is gone, and says how long it keeps what is in it. */
export const putLogRetention: StepAction = {
  action: 'put-log-retention',
  async before({ input }, { place }): Promise<JsonObject> {
    const group = await place.surroundings.getLogGroup(Input.parse(input).logGroupName)
    const days = numberOf(group ?? {}, 'retentionInDays')
    return { exists: group !== undefined, ...given({ retentionInDays: days }) }
  },
  async carryOut(_ports, { input }, { place }) {
    const { logGroupName, retentionInDays, logGroupClass, kmsKeyId } = Input.parse(input)
    await place.logGroups.createLogGroup({ logGroupName, ...given({ logGroupClass, kmsKeyId }) })
    await place.logGroups.setRetention(logGroupName, retentionInDays)
    return {}
  },
  async takeBack(_ports, { input }, { place }, { before }) {
    const { logGroupName } = Input.parse(input)
    const { exists, retentionInDays } = Before.parse(before)
    // It may hold by now what the function said, which tells why it was taken back.
    if (!exists) return `The log group ${logGroupName} stays, with what the function wrote there.`
    await place.logGroups.setRetention(logGroupName, retentionInDays)
    return undefined
  },
}
