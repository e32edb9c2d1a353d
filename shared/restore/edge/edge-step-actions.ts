import type { StepAction } from '../step-action.ts'
import { createEdgeFunction } from './steps/create-edge-function.ts'
import { createKeyValueStore } from './steps/create-key-value-store.ts'
import { publishEdgeFunction } from './steps/publish-edge-function.ts'
import { putAssociations } from './steps/put-associations.ts'
import { putEdgeTags } from './steps/put-edge-tags.ts'
import { putPairs } from './steps/put-pairs.ts'
import { putStoreComment } from './steps/put-store-comment.ts'
import { takeEdgeSafetyPoint } from './steps/take-edge-safety-point.ts'
import { updateEdgeFunction } from './steps/update-edge-function.ts'

/** Every kind of step of the edge. */
export const EDGE_STEP_ACTIONS: readonly StepAction[] = [
  takeEdgeSafetyPoint,
  createKeyValueStore,
  putStoreComment,
  putPairs,
  createEdgeFunction,
  updateEdgeFunction,
  publishEdgeFunction,
  putEdgeTags,
  putAssociations,
]
