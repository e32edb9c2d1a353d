import * as z from 'zod'
import { functionArn } from '../../model/make-arn.ts'
import { safetyContent } from '../pick-version.ts'
import { SettingInput } from '../setting.ts'
import type { StepAction } from '../step-action.ts'
import { MARK } from './create-function.ts'

const Tags = z.record(z.string(), z.string())

/** Puts the tags of the point, and takes off the mark of the restore. Tags that came later stay. */
export const putTags: StepAction = {
  action: 'put-tags',
  async carryOut(_ports, { input }, { place, item }) {
    const arn = functionArn(item.target, item.partition)
    const tags = Tags.parse(SettingInput.parse(input).value)
    if (Object.keys(tags).length > 0) await place.writer.tag(arn, tags)
    if (item.mode === 'create') await place.writer.untag(arn, [MARK])
    return {}
  },
  async takeBack(_ports, { input }, context) {
    const before = await safetyContent(context)
    if (before === undefined) return undefined
    const arn = functionArn(context.item.target, context.item.partition)
    const { tags: was } = before
    if (was === undefined) return `The tags of ${arn} stay: the safety point could not read what they were.`
    const added = Object.keys(Tags.parse(SettingInput.parse(input).value)).filter(
      (key) => was[key] === undefined,
    )
    const own = Object.entries(was).filter(([key]) => !key.startsWith('aws:'))
    if (added.length > 0) await context.place.writer.untag(arn, added)
    if (own.length > 0) await context.place.writer.tag(arn, Object.fromEntries(own))
    return undefined
  },
}
