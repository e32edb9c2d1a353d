import { isDeepStrictEqual } from 'node:util'
import { GapLog } from '../model/gaps.ts'
import type { FunctionContent } from '../model/manifest.ts'
import type { Difference } from '../model/restore.ts'
import type { Trigger } from '../model/trigger.ts'
import { readListed, readNamed } from '../triggers/read-sources.ts'
import type { TriggerScope } from '../triggers/trigger-scope.ts'
import { triggerScope } from '../triggers/trigger-scope.ts'
import type { ExpectedTrigger } from './expected-triggers.ts'
import { expectedTriggers } from './expected-triggers.ts'
import type { Place, RestorePorts } from './restore-ports.ts'
import { untilSame } from './until-same.ts'
import type { ItemToVerify } from './verify-item.ts'

/**
 * Reads the sources of the triggers that a restore put back, as captures do, and looks whether each wakes the function
 * as it did. A source that could not be read differs: nobody knows that the trigger is there.
 */
export async function verifyTriggers(
  { clock }: Pick<RestorePorts, 'clock'>,
  place: Place,
  one: ItemToVerify,
  content: Pick<FunctionContent, 'triggers'>,
): Promise<readonly Difference[]> {
  const expected = expectedTriggers(content, one, place.triggers.kinds)
  if (expected.length === 0) return []
  const { target, partition } = one.item
  const at = { partition, account: target.account, region: target.zone }
  let { since } = one
  return await untilSame(clock, async () => {
    const scope = triggerScope(place.triggers, at, since)
    since = clock.now()
    return (await Promise.all(expected.map((wanted) => compare(scope, target.name, wanted)))).flat()
  })
}

async function compare(
  scope: TriggerScope,
  name: string,
  { kind, trigger: wanted }: ExpectedTrigger,
): Promise<Difference[]> {
  const gaps = new GapLog()
  const found = (await readKind({ name, scope, gaps }, wanted)).filter(
    ({ invokes }) => invokes === wanted.invokes,
  )
  const isBack = kind.writer.isBack?.bind(kind.writer) ?? isDeepStrictEqual
  if (found.some(({ settings }) => isBack(wanted.settings, settings))) return []
  const path = `triggers.${wanted.kind}.${wanted.source}`
  const [other] = found
  if (other !== undefined) return [{ path, expected: wanted.settings, found: other.settings }]
  const [gap] = gaps.all
  const { invokes } = wanted
  if (gap === undefined) return [{ path, expected: { invokes } }]
  return [{ path, expected: { invokes }, found: { gap: gap.reason, message: gap.message } }]
}

/**
 * The function's triggers of one source. Of what is listed, those of other sources too: the name of a schedule gives way
 * to one that is taken.
 */
async function readKind(
  search: { readonly name: string; readonly scope: TriggerScope; readonly gaps: GapLog },
  { kind, source: arn }: Trigger,
): Promise<readonly Trigger[]> {
  const { policySources, listedSources } = search.scope
  const listed = listedSources.find(({ name }) => name === kind)
  if (listed !== undefined) return (await readListed(search, listed)).flatMap(({ triggers }) => triggers)
  const kinds = new Set(policySources.filter(({ name }) => name === kind))
  const named = { arn, kinds, statements: new Set<string>(), isMeant: true }
  return (await readNamed(search, named)).flatMap(({ triggers }) => triggers)
}
