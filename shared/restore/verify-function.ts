import { NotFoundError } from '../errors.ts'
import { knownFrom } from '../capture/known.ts'
import { NEVER_SEEN } from '../capture/newest-point.ts'
import { readFunction } from '../capture/read-function.ts'
import type { Scope } from '../capture/scope.ts'
import type { FunctionContent } from '../model/manifest.ts'
import type { Difference, ItemVerification } from '../model/restore.ts'
import { comparable } from './comparable.ts'
import { compareContents } from './compare-contents.ts'
import { expectedContent } from './expected-content.ts'
import { hashCode } from './hash-code.ts'
import { asFunctionPoint } from './read-point.ts'
import type { Place, RestorePorts } from './restore-ports.ts'
import type { ItemToVerify, VerifyItem } from './verify-item.ts'
import { verifyMadeTriggers } from './verify-made-triggers.ts'
import { verifyRole } from './verify-role.ts'
import { verifyTestEvents } from './verify-test-events.ts'
import { verifyTriggers } from './verify-triggers.ts'

/** Reads a restored function back with the code that captures it, and compares it with the point under the map. */
export const verifyFunction: VerifyItem = async (ports, one): Promise<ItemVerification> => {
  const { run, item, index, phase } = one
  const { content } = asFunctionPoint(await run.point(item.point))
  const { renumbering } = run
  const expected = expectedContent(content, item, { map: run.plan.request.map, renumbering })
  const place = ports.openPlace(item.target.zone)
  const found = await readBack(ports, place, one)
  const hashed = phase === 'create' ? await hashCode(place, item.target.name, found) : {}
  const differences = [
    ...compareContents(comparable(expected, item.parts), comparable(found, item.parts), {
      mode: item.mode,
      phase,
    }),
    ...(item.parts.includes('code') ? corrupt(expected, hashed) : []),
    ...(await verifySources(ports, place, one)),
  ]
  const verdict = differences.length === 0 ? 'clean' : 'failed'
  return { item: index, target: item.target, verdict, differences, hashed }
}

/** What wakes it, and what was made or put back beside it. */
async function verifySources(
  ports: RestorePorts,
  place: Place,
  one: ItemToVerify,
): Promise<readonly Difference[]> {
  const { content } = asFunctionPoint(await one.run.point(one.item.point))
  if (one.phase === 'enable') return await verifyTriggers(ports, place, one, content)
  return [
    ...(await verifyRole(ports, place, one)),
    ...(await verifyTestEvents(ports, place, one)),
    ...(await verifyMadeTriggers(ports, place, one)),
  ]
}

async function readBack(
  ports: RestorePorts,
  place: Place,
  { item, scopeOf }: ItemToVerify,
): Promise<FunctionContent> {
  const { name, zone } = item.target
  const known = knownFrom(NEVER_SEEN)
  const reader = { lambda: place.lambda, surroundings: place.surroundings, name, known }
  const reading = await readFunction({ ...reader, scope: withoutTriggers(scopeOf(zone)) }, ports.clock)
  if (reading !== 'gone') return reading.content
  throw new NotFoundError(`There is no function ${name} in ${zone} to verify.`)
}

/** Triggers are read by their sources: to look for all those of the function would list whole regions. */
function withoutTriggers(scope: Scope): Scope {
  return {
    ...scope,
    triggers: (place) => ({
      place,
      policySources: [],
      listedSources: [],
      facts: () => Promise.resolve(undefined),
      definition: () => Promise.resolve(undefined),
      alsoUnder: () => [],
    }),
  }
}

/** Code that was downloaded and is not what the point has. */
function corrupt(expected: FunctionContent, hashed: Readonly<Record<string, string>>): Difference[] {
  const states = [{ version: '$LATEST', code: expected.code }, ...(expected.versions ?? [])]
  return states.flatMap(({ version, code }) => {
    const found = hashed[version]
    const wanted = code?.type === 'zip' ? code.blob.sha256 : undefined
    if (found === undefined || wanted === undefined || found === wanted) return []
    const path = version === '$LATEST' ? 'code.bytes' : `versions.${version}.code.bytes`
    return [{ path, expected: wanted, found }]
  })
}
