import { UnsupportedError } from '../errors.ts'
import type { FunctionPoint } from '../model/manifest.ts'
import type { PlanItem } from './item-plan.ts'

/** Plans the restore of a function. */
export const planFunction: PlanItem<FunctionPoint> = () =>
  Promise.reject(new UnsupportedError('The plan of a function is not written yet.'))
