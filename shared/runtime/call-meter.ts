import type { AwsCall } from '../aws/call-hooks.ts'
import type { CallCount } from '../runs/count-calls.ts'

const NOTHING: CallCount = { calls: 0, throttled: 0 }

let counted = NOTHING

/** Counts one request of this invocation. */
export function countCall({ throttled }: Pick<AwsCall, 'throttled'>): void {
  counted = { calls: counted.calls + 1, throttled: counted.throttled + (throttled ? 1 : 0) }
}

/** What was counted since this was asked last. */
export function takeCalls(): CallCount {
  const taken = counted
  counted = NOTHING
  return taken
}
