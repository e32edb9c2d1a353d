import type { Usage } from '../model/run.ts'

/** Counts requests to AWS by service. */
export function usageMeter(): {
  readonly count: (call: { readonly service: string; readonly throttled: boolean }) => void
  readonly usage: () => Usage
} {
  const apiCalls: Record<string, number> = {}
  let throttled = 0
  return {
    count(call) {
      apiCalls[call.service] = (apiCalls[call.service] ?? 0) + 1
      if (call.throttled) throttled += 1
    },
    usage: () => ({ apiCalls: { ...apiCalls }, throttled }),
  }
}
