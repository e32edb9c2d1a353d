import { EDGE_STEP_ACTIONS } from './edge/edge-step-actions.ts'
import type { StepAction } from './step-action.ts'
import { createFunction } from './steps/create-function.ts'
import { createRole } from './steps/create-role.ts'
import { enableMapping } from './steps/enable-mapping.ts'
import { holdMapping } from './steps/hold-mapping.ts'
import { publishLayer } from './steps/publish-layer.ts'
import { publishVersion } from './steps/publish-version.ts'
import { putAlias } from './steps/put-alias.ts'
import { putAsyncSettings } from './steps/put-async-settings.ts'
import { putCodeSigning } from './steps/put-code-signing.ts'
import { putLogRetention } from './steps/put-log-retention.ts'
import { putMapping } from './steps/put-mapping.ts'
import { putPolicy } from './steps/put-policy.ts'
import { putProvisionedConcurrency } from './steps/put-provisioned-concurrency.ts'
import { putRecursion } from './steps/put-recursion.ts'
import { putReservedConcurrency } from './steps/put-reserved-concurrency.ts'
import { putRuntimeManagement } from './steps/put-runtime-management.ts'
import { putScaling } from './steps/put-scaling.ts'
import { putTags } from './steps/put-tags.ts'
import { putTestEvents } from './steps/put-test-events.ts'
import { putUrl } from './steps/put-url.ts'
import { takeSafetyPoint } from './steps/take-safety-point.ts'
import { trigger } from './steps/trigger.ts'
import { updateCode } from './steps/update-code.ts'
import { updateConfiguration } from './steps/update-configuration.ts'

/** Every kind of step. */
export const STEP_ACTIONS: readonly StepAction[] = [
  takeSafetyPoint,
  publishLayer,
  createRole,
  holdMapping,
  createFunction,
  updateCode,
  updateConfiguration,
  publishVersion,
  putAlias,
  putUrl,
  putAsyncSettings,
  putReservedConcurrency,
  putProvisionedConcurrency,
  putRuntimeManagement,
  putRecursion,
  putScaling,
  putCodeSigning,
  putTags,
  putLogRetention,
  putTestEvents,
  putMapping,
  putPolicy,
  enableMapping,
  trigger,
  ...EDGE_STEP_ACTIONS,
]

const BY_NAME: ReadonlyMap<string, StepAction> = new Map(STEP_ACTIONS.map((one) => [one.action, one]))

/** The action of that name. @throws RangeError for one that this version does not know */
export function stepAction(name: string): StepAction {
  const found = BY_NAME.get(name)
  if (found === undefined) throw new RangeError(`This version of Holdfast knows no step ${name}.`)
  return found
}
