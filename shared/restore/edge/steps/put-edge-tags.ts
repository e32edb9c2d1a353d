import * as z from 'zod'
import { NotFoundError } from '../../../errors.ts'
import { objectOf, textOf } from '../../../model/members.ts'
import type { ResourceRef } from '../../../model/resource.ts'
import type { CloudFrontApi } from '../../../ports/cloudfront-api.ts'
import type { StepAction } from '../../step-action.ts'
import { MARK } from '../../steps/create-function.ts'
import { settableTags } from '../../target-content.ts'
import { edgePlaceOf } from '../edge-place.ts'
import { edgeSafety } from '../edge-safety.ts'

const Input = z.object({ value: z.record(z.string(), z.string()) })

/** Puts the tags of the point, and takes off the mark of the restore. Tags that came later stay. */
export const putEdgeTags: StepAction = {
  action: 'put-edge-tags',
  async carryOut(ports, { input }, { item }) {
    const { cloudfront, writer } = edgePlaceOf(ports)
    const arn = await arnOf(cloudfront, item.target)
    const { value: tags } = Input.parse(input)
    if (Object.keys(tags).length > 0) await writer.tag(arn, tags)
    if (item.mode === 'create') await writer.untag(arn, [MARK])
    return {}
  },
  async takeBack(ports, { input }, context) {
    const { kind } = context.item.target
    if (kind !== 'cloudfront-function' && kind !== 'key-value-store') return undefined
    const safety = await edgeSafety(context, kind)
    if (safety === undefined) return undefined
    const { cloudfront, writer } = edgePlaceOf(ports)
    const arn = await arnOf(cloudfront, context.item.target)
    const { tags: was } = safety.content
    if (was === undefined) return `The tags of ${arn} stay: the safety point could not read what they were.`
    const added = Object.keys(Input.parse(input).value).filter((key) => was[key] === undefined)
    const before = settableTags(was)
    if (added.length > 0) await writer.untag(arn, added)
    if (Object.keys(before).length > 0) await writer.tag(arn, before)
    return undefined
  },
}

/** A key value store is tagged by an ARN that only CloudFront knows. */
async function arnOf(cloudfront: CloudFrontApi, { kind, name }: ResourceRef): Promise<string> {
  const isStore = kind === 'key-value-store'
  const found = isStore
    ? await cloudfront.describeKeyValueStore(name)
    : await cloudfront.describeFunction(name, 'DEVELOPMENT')
  const holder = isStore ? found?.description : found && objectOf(found.description, 'FunctionMetadata')
  const arn = holder && textOf(holder, isStore ? 'ARN' : 'FunctionARN')
  if (arn === undefined) throw new NotFoundError(`There is no ${kind} ${name} to tag.`)
  return arn
}
