import { gzipSync } from 'node:zlib'
import type { LogsEvent } from '../../../shared/log-delivery/log-batch.ts'

export const LOG_GROUP = '/aws/lambda/holdfast-prod-on-change'

/** 2026-11-21T23:59:59Z. */
export const AT = Date.parse('2026-11-21T23:59:59Z')

/** A line as Powertools writes it. */
export function loggerLine(fields: object = {}): string {
  return JSON.stringify({
    level: 'INFO',
    message: 'captured',
    timestamp: '2026-11-21T23:59:59.000Z',
    service: 'holdfast-prod',
    function_name: 'holdfast-prod-on-change',
    sampling_rate: 0,
    ...fields,
  })
}

/** What CloudWatch Logs hands over. */
export function logsEvent(messages: readonly string[], messageType = 'DATA_MESSAGE'): LogsEvent {
  const batch = {
    messageType,
    owner: '123456789012',
    logGroup: LOG_GROUP,
    logStream: '2026/11/21/[$LATEST]abc',
    subscriptionFilters: ['OnChangeToOpenSearch'],
    logEvents: messages.map((message, place) => ({ id: `id-${place}`, timestamp: AT + place, message })),
  }
  return { awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } }
}
