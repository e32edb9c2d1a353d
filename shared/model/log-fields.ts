/** How OpenSearch indexes a field. */
export type FieldType = 'boolean' | 'date' | 'keyword' | 'long' | 'text'

interface LogField {
  readonly type: FieldType
  readonly meaning: string
}

/**
 * What can be searched for in Holdfast's structured logs, by its path in a line. The index template, the dashboard of
 * OpenSearch and saved queries name none but these; a line may say more, which is in `line` as it was written.
 */
export const LOG_FIELDS = {
  '@timestamp': { type: 'date', meaning: 'when it was logged' },
  log_group: { type: 'keyword', meaning: 'where the line is in CloudWatch Logs' },
  line: { type: 'text', meaning: 'the whole line, as it was written' },
  service: { type: 'keyword', meaning: 'whose line it is' },
  level: { type: 'keyword', meaning: '`INFO`, `WARN`, `ERROR`; lines of metrics have none' },
  message: { type: 'text', meaning: 'what happened' },
  function_name: { type: 'keyword', meaning: 'function of Holdfast that wrote it' },
  function_request_id: { type: 'keyword', meaning: 'its invocation' },
  xray_trace_id: { type: 'keyword', meaning: 'its trace' },
  cold_start: { type: 'boolean', meaning: 'whether the invocation was the first of its environment' },
  correlationId: {
    type: 'keyword',
    meaning: 'one for all lines of one story: a run, a restore, an audit, a change',
  },
  runId: { type: 'keyword', meaning: 'run that it belongs to' },
  restoreId: { type: 'keyword', meaning: 'restore that it belongs to' },
  auditId: { type: 'keyword', meaning: 'audit that it belongs to' },
  zone: { type: 'keyword', meaning: 'zone that it is about; that of the resource if the line names none' },
  resource: { type: 'keyword', meaning: 'resource that it is about: account/zone/kind/name' },
  manifest: { type: 'keyword', meaning: 'manifest that it is about' },
  state: { type: 'keyword', meaning: 'how a run, a zone, a restore or an audit ended' },
  'outcome.type': {
    type: 'keyword',
    meaning: 'what became of a change: `captured`, `unchanged`, `deleted`, ...',
  },
  'error.name': { type: 'keyword', meaning: 'what failed' },
  'error.message': { type: 'text', meaning: 'why' },
  failure: { type: 'keyword', meaning: 'what failed, of a zone or a restore that ended' },
} as const satisfies Record<string, LogField>

export type LogFieldName = keyof typeof LOG_FIELDS
