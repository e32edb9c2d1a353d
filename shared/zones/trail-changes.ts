import type { SourceChanges } from '../triggers/kind.ts'

/**
 * Calls after which changes may go unnoticed: forwarded with those that change triggers, for each is made in the home
 * region of its trail. No function is behind them: watch-activity gets them from the hub (infrastructure/activity.yml).
 */
export const TRAIL_CHANGES: SourceChanges = {
  eventSource: 'cloudtrail.amazonaws.com',
  eventNames: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'],
  sourcesOf: () => [],
}
