import type {
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  MetadataBearer,
  Pluggable,
} from '@smithy/types'
import { ThrottledError } from '../errors.ts'
import { translateError } from './translate-error.ts'

/** One request that left for AWS: a page or a retry is a request of its own. */
export interface AwsCall {
  /** As the SDK names it: `Lambda`, `IAM`, `CloudWatchLogs`, ... */
  readonly service: string
  readonly operation: string
  readonly region: string
  readonly throttled: boolean
  readonly failed: boolean
}

/** Who is asked before each request, and told after it. */
export interface CallHooks {
  /** Waits until the request may leave. */
  readonly before?: (call: Pick<AwsCall, 'service' | 'operation' | 'region'>) => Promise<void>
  readonly after?: (call: AwsCall) => void
}

/**
 * A middleware that shows every single request to `hooks`. It stands inside the SDK's retry and before its
 * signature, so that a request that waited is signed when it leaves.
 *
 * @param region where the client calls
 */
export function callHooks(
  { before, after }: CallHooks,
  region: () => Promise<string>,
): Pluggable<object, MetadataBearer> {
  const middleware: FinalizeRequestMiddleware<object, MetadataBearer> = (next, context) => async (args) => {
    const call = { ...named(context), region: await region() }
    await before?.(call)
    try {
      const answer = await next(args)
      after?.({ ...call, throttled: false, failed: false })
      return answer
    } catch (error) {
      const throttled = translateError(error, call.operation) instanceof ThrottledError
      after?.({ ...call, throttled, failed: true })
      throw error
    }
  }
  return { applyToStack: (stack) => stack.addRelativeTo(middleware, PLACE) }
}

const PLACE = {
  name: 'holdfastCallHooks',
  relation: 'before',
  toMiddleware: 'httpSigningMiddleware',
} as const

function named({ clientName = '', commandName = '' }: HandlerExecutionContext) {
  return { service: clientName.replace(/Client$/, ''), operation: commandName.replace(/Command$/, '') }
}

/** Several hooks as one: asked and told in their order. */
export function joinHooks(...hooks: readonly CallHooks[]): CallHooks {
  return {
    async before(call) {
      for (const { before } of hooks) await before?.(call)
    },
    after(call) {
      for (const { after } of hooks) after?.(call)
    },
  }
}
