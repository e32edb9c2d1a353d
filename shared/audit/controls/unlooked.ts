import { resourcePath } from '../../model/resource.ts'
import { countText } from '../../report/format.ts'
import type { ResourceFacts } from '../facts/resource-fact.ts'

/** Why a control of resources is unsure: which of them there was no time for; `undefined` when there was for all. */
export function unlookedText({ unlooked }: ResourceFacts): string | undefined {
  const [first] = unlooked
  if (first === undefined) return undefined
  return `There was no time for ${countText(unlooked.length, 'resource')}, from ${resourcePath(first)} on: not looked at.`
}
