import * as z from 'zod'
import { matchesGlob } from '../model/glob.ts'
import { PlacementSelector, matchesPlacement } from '../zones/placement.ts'
import type { Subject } from './subject.ts'

/** The tag that CloudFormation puts on everything that it makes. */
const STACK_TAG = 'aws:cloudformation:stack-name'

const Pattern = z.string().min(1, 'must not be empty.')
const Patterns = z.array(Pattern).nonempty('must have at least one entry.')

/**
 * Which resources a rule is about. Every member that is given must hold; a member holds when one of its patterns does,
 * of tags every key. In patterns `*` stands for any letters.
 */
export const Selector = z
  .strictObject({
    tags: z
      .record(
        z.string().min(1),
        z.union([Pattern, Patterns], {
          error: 'must be text or a list of texts; numbers stand in quotes.',
        }),
      )
      .refine((tags) => Object.keys(tags).length > 0, 'must name at least one tag.')
      .describe('Tags by key, each with its value or several; * for any letters. All keys must be there.')
      .optional(),
    names: Patterns.describe('Names; * for any letters.').optional(),
    runtimes: Patterns.describe(
      'Runtimes such as nodejs24.x or python*; image for container images.',
    ).optional(),
    zones: Patterns.describe('Regions such as eu-west-1 or eu-*; edge for CloudFront.').optional(),
    placement: PlacementSelector.refine((one) => Object.keys(one).length > 0, 'must say at least one thing.')
      .describe('Where functions in a VPC are: one and the same subnet must be in all that is given.')
      .optional(),
    stacks: Patterns.describe('Names of CloudFormation stacks; * for any letters.').optional(),
  })
  .refine((selector) => Object.keys(selector).length > 0, 'must say at least one thing.')
  .meta({ id: 'selector' })
export type Selector = z.infer<typeof Selector>

/** Whether a selector asks for a resource. What could not be read of it matches nothing. */
export function selects({ tags, placement, ...lists }: Selector, subject: Subject): boolean {
  const { resource, runtime } = subject
  return (
    isAmong(lists.names, resource.name) &&
    isAmong(lists.zones, resource.zone) &&
    isAmong(lists.runtimes, runtime) &&
    isAmong(lists.stacks, subject.tags?.[STACK_TAG]) &&
    Object.entries(tags ?? {}).every(([key, values]) => isAmong([values].flat(), subject.tags?.[key])) &&
    (placement === undefined || matchesPlacement(placement, subject.placement))
  )
}

/** `key=value` of a selector that asks for one tag with one value and for nothing else. */
export function tagOf({ tags, ...others }: Selector): string | undefined {
  const [tag, ...more] = Object.entries(tags ?? {})
  if (tag === undefined || more.length > 0 || Object.keys(others).length > 0) return undefined
  const [key, values] = tag
  const [value, ...otherValues] = [values].flat()
  const isPlain =
    value !== undefined && otherValues.length === 0 && !value.includes('*') && !key.includes('=')
  return isPlain ? `${key}=${value}` : undefined
}

function isAmong(patterns: readonly string[] | undefined, text: string | undefined): boolean {
  if (patterns === undefined) return true
  return text !== undefined && patterns.some((pattern) => matchesGlob(pattern, text))
}
