import { askApproval } from '../shared/restore-execution/ask-approval.ts'
import { ApprovalEvent } from '../shared/restore-execution/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { reportRestoreWorld } from '../shared/runtime/restore-report-world.ts'

/** Tells people that a restore waits until one of them agrees. Woken by `AskApproval` in state-machines/restore.asl.json. */
export const handler = door(reportRestoreWorld, ApprovalEvent, askApproval)
