import * as z from 'zod'
import { PlanFile } from './plan-file.ts'

/** The JSON Schema of `holdfast.yml`, for editors: names and types. What it cannot say, `holdfast plan check` says. */
export function planSchema() {
  return { ...z.toJSONSchema(PlanFile, { io: 'input' }), title: 'Backup plans of Holdfast' }
}
