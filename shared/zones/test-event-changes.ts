import type { SourceChanges } from '../triggers/kind.ts'

/** Calls that change what functions are tried with; shared/changes/changed-test-events.ts tells of which function. */
export const TEST_EVENT_CHANGES: SourceChanges = {
  eventSource: 'schemas.amazonaws.com',
  eventNames: ['CreateSchema', 'UpdateSchema', 'DeleteSchema'],
  sourcesOf: () => [],
}
