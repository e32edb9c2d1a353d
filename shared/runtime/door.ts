import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import errorLogger from '@middy/error-logger'
import type * as z from 'zod'
import { logger, metrics } from './observability.ts'
import type { World } from './world.ts'
import { world } from './world.ts'

/**
 * Makes a Lambda handler of a core function that works in the world of a deployed function.
 *
 * @param request what the event must look like
 * @param answer the core function; it gets the parsed event and the world
 */
export function door<Schema extends z.ZodType, Answer>(
  request: Schema,
  answer: (event: z.infer<Schema>, world: World) => Promise<Answer>,
) {
  return doorTo(world, request, answer)
}

/**
 * As {@link door}, into another world. The one middleware stack: logger with the request's ids, metrics flushed at
 * the end, errors logged once and thrown on, the event parsed before anything else sees it.
 *
 * @param openWorld asked at each event
 */
export function doorTo<Other, Schema extends z.ZodType, Answer>(
  openWorld: () => Other,
  request: Schema,
  answer: (event: z.infer<Schema>, world: Other) => Promise<Answer>,
) {
  return middy()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .use(errorLogger({ logger: ({ error }) => logger.error('the invocation failed', { error }) }))
    .handler(async (event: unknown) => answer(request.parse(event), openWorld()))
}
