import * as z from 'zod'
import { NotFoundError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import type { CodeRef, FunctionContent } from '../model/manifest.ts'
import { createNaming } from './naming.ts'
import { asFunctionPoint } from './read-point.ts'
import type { StepContext } from './step-action.ts'
import { targetCode, targetConfiguration } from './target-content.ts'

export const LATEST = '$LATEST'

/** Which state of a function: a point, and a published version in it or `$LATEST`. */
export const StateRef = z.object({ point: z.string(), version: z.string() })
export type StateRef = z.infer<typeof StateRef>

/** Configuration and code of one state. */
export interface FunctionState {
  readonly configuration: JsonObject
  readonly code: CodeRef | undefined
}

/** The state that a content has of a version. @throws NotFoundError */
export function pickVersion(content: FunctionContent, version: string): FunctionState {
  if (version === LATEST) return { configuration: content.configuration, code: content.code }
  const found = content.versions?.find((one) => one.version === version)
  if (found === undefined) throw new NotFoundError(`The recovery point has no version ${version}.`)
  return { configuration: found.configuration, code: found.code }
}

/** A state of the point, under the names and numbers of the target. */
export async function restoredState(context: StepContext, ref: StateRef): Promise<FunctionState> {
  const { configuration, code } = pickVersion(
    asFunctionPoint(await context.point(ref.point)).content,
    ref.version,
  )
  const naming = createNaming(context.plan.request.map, context.item)
  const named = targetConfiguration(configuration, naming, context.item)
  return { configuration: context.renumber(named), code: code && targetCode(code, naming) }
}

/** What the target was before this restore began, from the safety point; `undefined` when it was not there. */
export async function safetyContent(context: StepContext): Promise<FunctionContent | undefined> {
  const key = context.safetyPoint()
  return key === undefined ? undefined : asFunctionPoint(await context.point(key)).content
}
