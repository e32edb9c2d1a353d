/** How long an execution of a restore may take in all, in milliseconds: `TimeoutSeconds` of state-machines/restore.asl.json. */
export const EXECUTION_LIMIT = 172_800_000

/** How much of that it waits until somebody agrees: `TimeoutSeconds` of AskApproval there. */
export const APPROVAL_LIMIT = 86_400_000

/** Restores that were planned earlier are not gone on with any more, in milliseconds. */
export const RESTORE_TERM = 30 * 24 * 60 * 60_000
