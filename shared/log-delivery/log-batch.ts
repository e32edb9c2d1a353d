import { gunzipSync } from 'node:zlib'
import * as z from 'zod'
import { MalformedEventError } from '../errors.ts'

/** What CloudWatch Logs hands to a function (CloudWatch Logs user guide, "Subscription filters with AWS Lambda"). */
export const LogsEvent = z.object({ awslogs: z.object({ data: z.base64() }) })
export type LogsEvent = z.infer<typeof LogsEvent>

const LogBatch = z.object({
  /** `CONTROL_MESSAGE` asks whether somebody is there, and has no lines to deliver. */
  messageType: z.string(),
  logGroup: z.string(),
  logEvents: z.array(z.object({ id: z.string().min(1), timestamp: z.number().int(), message: z.string() })),
})

/** Lines of one log group. The `id` of a line is the same whenever it is handed over. */
export type LogBatch = Pick<z.infer<typeof LogBatch>, 'logGroup' | 'logEvents'>

/** Bytes of a batch that are unpacked: an asynchronous event has at most 1 MiB (Lambda quotas), and text packs well. */
const LARGEST_BATCH = 128 * 2 ** 20

/**
 * Unpacks what CloudWatch Logs handed over.
 *
 * @throws MalformedEventError that holds nothing of it
 */
export function readBatch({ awslogs }: LogsEvent): LogBatch {
  const { success, data } = LogBatch.safeParse(unpack(awslogs.data))
  if (!success) throw new MalformedEventError('What CloudWatch Logs handed over is no batch of log lines.')
  const { messageType, logGroup, logEvents } = data
  return { logGroup, logEvents: messageType === 'DATA_MESSAGE' ? logEvents : [] }
}

function unpack(data: string): unknown {
  try {
    const text = gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: LARGEST_BATCH }).toString()
    return JSON.parse(text)
  } catch (error) {
    const { name } = error as Error
    throw new MalformedEventError('What CloudWatch Logs handed over cannot be unpacked.', {
      evidence: { name },
    })
  }
}
