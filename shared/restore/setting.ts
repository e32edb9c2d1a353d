import * as z from 'zod'
import type { JsonValue } from '../model/json.ts'
import { JsonValueSchema } from '../model/json.ts'
import { functionArn } from '../model/make-arn.ts'
import type { FunctionContent } from '../model/manifest.ts'
import { safetyContent } from './pick-version.ts'
import type { Place } from './restore-ports.ts'
import type { StepAction, StepContext } from './step-action.ts'

/** What a setting belongs to: a function, or its version or alias. */
export interface SettingPlace {
  readonly name: string
  /** ARN of the function, without qualifier. */
  readonly arn: string
  /** Number of the version, or name of the alias; missing for the function itself. */
  readonly qualifier?: string
}

/** One thing that is set beside the configuration of a function, each by a call of its own. */
export interface Setting {
  readonly action: string
  /** Makes it so; again does no harm. `null`: as a new function has it. */
  readonly write: (place: Place, at: SettingPlace, value: JsonValue) => Promise<void>
  /** What a content has of it; `null` when it is not set, `undefined` when it could not be read. */
  readonly read: (content: FunctionContent, qualifier: string | undefined) => JsonValue | undefined
  /** A value of the plan with the numbers of the target, where ARNs alone do not say it. */
  readonly translate?: (value: JsonValue, context: StepContext) => JsonValue
}

/** Input of the steps of settings: the value of the point, under the names of the target. */
export const SettingInput = z.object({ qualifier: z.string().optional(), value: JsonValueSchema })

/**
 * The step that puts a setting. Of a function that the restore made, nothing has to be taken back by itself: it goes
 * with the function. Of one that was there, the value of the safety point goes back.
 */
export function settingAction({ action, write, read, translate }: Setting): StepAction {
  return {
    action,
    async carryOut(_ports, { input }, context) {
      const { qualifier, value } = SettingInput.parse(input)
      const real = translate === undefined ? context.renumber(value) : translate(value, context)
      await write(context.place, placeOf(context, qualifier), real)
      return {}
    },
    async takeBack(_ports, { input }, context) {
      const before = await safetyContent(context)
      if (before === undefined) return undefined
      const at = placeOf(context, SettingInput.parse(input).qualifier)
      if (isGoneWithItsVersion(before, at)) return undefined
      const value = read(before, at.qualifier)
      if (value === undefined)
        return `${action} of ${[at.arn, at.qualifier ?? []].flat().join(':')} stays: the safety point could not read what it was.`
      await write(context.place, at, value)
      return undefined
    },
  }
}

/** What was given to a version that the restore published goes with it. */
function isGoneWithItsVersion({ versions }: FunctionContent, { qualifier = '' }: SettingPlace): boolean {
  return /^\d+$/.test(qualifier) && versions?.some(({ version }) => version === qualifier) === false
}

/** Where a setting of the point is at the target. */
export function placeOf(context: StepContext, qualifier: string | undefined): SettingPlace {
  const { target, partition } = context.item
  const at = { name: target.name, arn: functionArn(target, partition) }
  if (qualifier === undefined) return at
  return { ...at, qualifier: /^\d+$/.test(qualifier) ? context.versionOf(qualifier) : qualifier }
}

/** The qualifier of an ARN of a function; `undefined` for the function itself. */
export function qualifierOf(arn: string): string | undefined {
  const qualifier = arn.split(':')[7]
  return qualifier === '$LATEST' ? undefined : qualifier
}
