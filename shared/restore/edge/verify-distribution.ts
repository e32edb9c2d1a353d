import { describedFacts } from '../../edge/read-distribution.ts'
import { NotFoundError } from '../../errors.ts'
import type { BehaviorContent } from '../../model/edge.ts'
import { renumber } from '../renumber.ts'
import type { ItemToVerify, VerifyItem } from '../verify-item.ts'
import { behaviorAt } from './associations.ts'
import { differencesOf } from './differences.ts'
import { edgePlaceOf } from './edge-place.ts'
import { AssociationsInput } from './steps/put-associations.ts'

/**
 * Reads a distribution back and compares the functions of the behaviours that the restore changed. Whether CloudFront
 * has taken them to every edge location yet is not asked: that takes minutes.
 */
export const verifyDistribution: VerifyItem = async (ports, one) => {
  const { item, index } = one
  const { name } = item.target
  const found = await edgePlaceOf(ports).cloudfront.getDistribution(name)
  if (found === undefined) throw new NotFoundError(`There is no distribution ${name} to verify.`)
  const wanted = expectedBehaviors(one)
  const { behaviors } = describedFacts(found.description)
  const there = wanted.flatMap(({ pathPattern }) => behaviorAt(behaviors, pathPattern) ?? [])
  const tags = { expected: undefined, found: undefined }
  const sides = { expected: { behaviors: named(wanted) }, found: { behaviors: named(there) }, tags }
  const differences = differencesOf(one, sides)
  const verdict = differences.length === 0 ? 'clean' : 'failed'
  return { item: index, target: item.target, verdict, differences, hashed: {} }
}

/** Before they are live there is nothing to compare. */
function expectedBehaviors({ run, index, phase }: ItemToVerify): readonly BehaviorContent[] {
  if (phase === 'create') return []
  const steps = run.plan.steps.filter((step) => step.item === index && step.action === 'put-associations')
  return steps.flatMap(({ input }) => AssociationsInput.parse(renumber(run.renumbering, input)).behaviors)
}

/** By what tells them apart; the default one has no pattern. */
function named(behaviors: readonly BehaviorContent[]): Record<string, BehaviorContent> {
  return Object.fromEntries(behaviors.map((one) => [one.pathPattern ?? 'default', one]))
}
