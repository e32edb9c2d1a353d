import { HoldfastError } from '../errors.ts'
import { LAMBDA_LOG_PREFIX } from '../capture/scope.ts'
import { messageOf } from '../model/gaps.ts'
import { numberOf, textOf } from '../model/members.ts'
import { RestorePlan } from '../model/restore.ts'
import type { TestId } from '../model/restore-test.ts'
import { cleanMessage } from '../report/clean-message.ts'
import { restorePlanKey } from '../vault/restore-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import { scratchName } from './scratch-name.ts'
import { scratchPorts } from './scratch-ports.ts'
import type { ScratchPlace, TestPorts } from './test-ports.ts'

/** Lambda may be at work on a function and refuse to delete it: how often, and in ms how long, that is waited for. */
const ATTEMPTS = 4
const WAIT = 5000

/** Where the scratch of a test is. */
export interface Scratch {
  readonly testId: TestId
  readonly zone: string
}

/**
 * Removes everything that a test made: the function with all that belongs to it, layers that were published for it, its
 * log group. It asks nobody what was done, so it does the same after any crash; what is not there is no error.
 *
 * @returns what could not be removed, and why
 */
export async function removeScratch(ports: TestPorts, { testId, zone }: Scratch): Promise<string[]> {
  const place = ports.openPlace(zone)
  const name = scratchName(testId)
  const removals = [
    [`function ${name}`, () => place.writer.deleteFunction({ name })],
    [`layers of ${name}`, () => removeLayers(ports, place, testId)],
    [`log group of ${name}`, () => place.deleteLogGroup(LAMBDA_LOG_PREFIX + name)],
  ] as const
  const left: string[] = []
  for (const [what, remove] of removals) {
    const why = await attempt(ports, remove)
    if (why !== undefined) left.push(`${what} in ${zone}: ${why}`)
  }
  return left
}

/** @returns why it cannot be done; `undefined` when it is done */
async function attempt(ports: TestPorts, remove: () => Promise<void>): Promise<string | undefined> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      await remove()
      return undefined
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error
      if (attempts === ATTEMPTS) {
        ports.log.error('what a restore test made could not be removed', { error })
        return cleanMessage(messageOf(error))
      }
      await ports.clock.sleep(WAIT * attempts)
    }
  }
}

/** Layers are known from the plan of the restore: their names begin with that of the scratch function. */
async function removeLayers(ports: TestPorts, { writer }: ScratchPlace, testId: TestId): Promise<void> {
  const { store } = scratchPorts(ports, { testId })
  const plan = await findDocument(store, RestorePlan, restorePlanKey(testId))
  const published = plan?.steps.filter(({ action }) => action === 'publish-layer') ?? []
  const names = new Set(published.map(({ input }) => textOf(input, 'name') ?? ''))
  for (const name of [...names].filter((one) => one.startsWith(scratchName(testId)))) {
    for (const version of await writer.listLayerVersions(name))
      await writer.deleteLayerVersion(name, numberOf(version, 'Version') ?? 0)
  }
}
