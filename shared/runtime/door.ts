import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import errorLogger from '@middy/error-logger'
import type { Context } from 'aws-lambda'
import type * as z from 'zod'
import { countCalls } from '../runs/count-calls.ts'
import { takeCalls } from './call-meter.ts'
import { clock } from './clock.ts'
import { keysOfEvent } from './log-context.ts'
import { beginStory, logger, metrics, metricsPort } from './observability.ts'

/** What an invocation knows of itself. */
export interface Invocation {
  /** When Lambda ends it. */
  readonly deadline: Date
}

/**
 * Makes a Lambda handler of a core function. The one middleware stack: logger with the ids of the request and of what it
 * belongs to, a line for each invocation that came to its end, metrics flushed at the end, errors logged once and thrown on,
 * the event parsed before anything else sees it.
 *
 * @param openWorld what the function touches outside itself; made at the first event and kept
 * @param request what the event must look like
 * @param answer the core function
 */
export function door<World, Schema extends z.ZodType, Answer>(
  openWorld: () => World,
  request: Schema,
  answer: (world: World, event: z.infer<Schema>, invocation: Invocation) => Promise<Answer>,
) {
  let opened: { readonly world: World } | undefined
  return middy()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use({ after: endMetrics, onError: endMetrics })
    .use(errorLogger({ logger: ({ error }) => logger.error('the invocation failed', { error }) }))
    .handler(async (event: unknown, context: Context) => {
      const begun = clock.now()
      beginStory(keysOfEvent(event), context.functionName)
      const parsed = request.parse(event)
      opened ??= { world: openWorld() }
      const answered = await answer(opened.world, parsed, { deadline: deadlineOf(context) })
      logger.info('step done', { ms: clock.now().getTime() - begun.getTime() })
      return answered
    })
}

function deadlineOf(context: Context): Date {
  return new Date(clock.now().getTime() + context.getRemainingTimeInMillis())
}

/** Powertools' own middleware warns, in plain text, when there are none: most steps have none. */
function endMetrics(): void {
  const counted = takeCalls()
  if (counted.calls > 0) countCalls(metricsPort, counted)
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics()
}
