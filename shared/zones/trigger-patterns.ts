import type { JsonObject } from '../model/json.ts'
import { TRIGGER_KINDS } from '../triggers/find-kinds.ts'
import pattern from './forwarding-pattern.json' with { type: 'json' }
import { packPatterns } from './pack-patterns.ts'
import { TEST_EVENT_CHANGES } from './test-event-changes.ts'
import { TRAIL_CHANGES } from './trail-changes.ts'

/**
 * The event patterns of all calls that change a trigger or test events, or may stop a trail: one forwarding rule for each. In a bundle stands what they
 * come to (infrastructure/bundle-plugins.mjs), so that a function that makes rules does not carry the kinds.
 */
export const TRIGGER_PATTERNS: readonly JsonObject[] = packPatterns(
  [...TRIGGER_KINDS.flatMap(({ changes }) => changes), TEST_EVENT_CHANGES, TRAIL_CHANGES],
  pattern.detail.$or.flatMap(({ eventSource }) => eventSource),
)
