import type { JsonObject } from '../model/json.ts'
import { textOf } from '../model/members.ts'
import { isScratch } from '../model/scratch.ts'
import { removeScratch } from './remove-scratch.ts'
import { testOf } from './scratch-name.ts'
import type { TestPorts } from './test-ports.ts'
import { findVerdict } from './verdicts.ts'

/**
 * A test changes its function all the time; one that nobody touched for so long (ms) belongs to no running test. No
 * step waits longer than ten minutes, and no invocation takes more than fifteen.
 */
const ABANDONED_AFTER = 2 * 3_600_000

/** What was found in a zone. */
export interface Leftovers {
  /** Names of scratch functions that are gone now. */
  readonly removed: string[]
  /** What is still there, and why. */
  readonly left: string[]
}

/**
 * Removes from a zone what tests left that ended without removing it, in whatever way: their scratch functions are the
 * ones that have a verdict already, or that nobody has touched for two hours. Functions of that prefix whose names no
 * test gives are left alone.
 *
 * @throws HoldfastError when the functions of the zone cannot be listed
 */
export async function removeLeftovers(ports: TestPorts, zone: string): Promise<Leftovers> {
  const found: Leftovers = { removed: [], left: [] }
  for await (const listed of ports.openPlace(zone).lambda.listFunctions()) {
    const name = textOf(listed, 'FunctionName') ?? ''
    const testId = testOf(name)
    if (testId === undefined) {
      if (isScratch(name)) found.left.push(`function ${name} in ${zone}: no restore test gives such a name`)
    } else if (isAbandoned(ports, listed) || (await findVerdict(ports.store, testId)) !== undefined) {
      const left = await removeScratch(ports, { testId, zone })
      if (left.length === 0) found.removed.push(name)
      found.left.push(...left)
    }
  }
  return found
}

function isAbandoned({ clock }: TestPorts, listed: JsonObject): boolean {
  const touched = new Date(textOf(listed, 'LastModified') ?? '').getTime()
  return clock.now().getTime() - touched > ABANDONED_AFTER
}
