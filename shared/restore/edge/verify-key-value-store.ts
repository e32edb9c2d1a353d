import { readKeyValueStore } from '../../edge/read-key-values.ts'
import { NotFoundError } from '../../errors.ts'
import { isPointOf } from '../../model/manifest.ts'
import { textOf } from '../../model/members.ts'
import type { VerifyItem } from '../verify-item.ts'
import { differencesOf } from './differences.ts'
import { edgePlaceOf } from './edge-place.ts'

/** Reads a restored key value store back, every pair of it, and compares it with the point; values are not told. */
export const verifyKeyValueStore: VerifyItem = async (ports, one) => {
  const { run, item, index, phase } = one
  const { name } = item.target
  const { cloudfront } = edgePlaceOf(ports)
  const reading = await readKeyValueStore({ cloudfront, clock: ports.clock }, name)
  if (reading === undefined) throw new NotFoundError(`There is no key value store ${name} to verify.`)
  const point = await run.point(item.point)
  if (!isPointOf('key-value-store', point)) throw new RangeError('The point is of another kind.')
  const done = run.plan.steps.filter(
    (step) => step.item === index && (phase === 'enable' || step.phase === 'create'),
  )
  const brings = (action: string) => done.some((step) => step.action === action)
  const { content } = point
  const { content: found } = reading
  const isComment = brings('create-key-value-store') || brings('put-store-comment')
  const expected = {
    ...(isComment && { comment: textOf(content.configuration, 'Comment') ?? '' }),
    ...(brings('put-pairs') && content.pairs !== undefined && { pairs: content.pairs }),
  }
  const seen = { comment: textOf(found.configuration, 'Comment') ?? '', pairs: found.pairs }
  const tags = { expected: content.tags, found: found.tags }
  const differences = differencesOf(one, { expected, found: seen, tags })
  return {
    item: index,
    target: item.target,
    verdict: differences.length === 0 ? 'clean' : 'failed',
    differences,
    hashed: found.pairs === undefined ? {} : { pairs: found.pairs.blob.sha256 },
  }
}
