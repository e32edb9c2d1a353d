import { FunctionChangingError, NotFoundError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import type { FunctionDescription } from '../ports/lambda-api.ts'
import type { Clock } from '../ports/runtime.ts'
import { assemble } from './assemble.ts'
import { GapLog } from '../model/gaps.ts'
import { textOf } from '../model/members.ts'
import { readSettings } from './read-settings.ts'
import type { Reader, Reading } from './reading.ts'

/** How often a function that changes is read, and the wait before the second time, in ms; it doubles. */
const ATTEMPTS = 5
const FIRST_WAIT = 500

const LATEST = '$LATEST'

/** States in which Lambda is still at work on what was asked of it (API reference, FunctionConfiguration). */
const UNSETTLED = new Set(['Pending', 'Deactivating', 'Deleting'])

/**
 * Reads everything that makes a function run. GetFunction comes first and ListVersionsByFunction, whose `$LATEST`
 * carries the revision too, after what belongs to `$LATEST`: equal revisions prove that nothing changed in
 * between, so that parts of two states never mix. Otherwise it is read again.
 *
 * @returns `gone` when there is no such function, or it was deleted meanwhile
 * @throws FunctionChangingError when it changed each time
 */
export async function readFunction(
  reader: Omit<Reader, 'gaps'>,
  clock: Pick<Clock, 'sleep'>,
): Promise<Reading | 'gone'> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await clock.sleep(FIRST_WAIT * 2 ** (attempt - 2))
    const reading = await readOnce({ ...reader, gaps: new GapLog() }, attempt === ATTEMPTS)
    if (reading !== 'changing') return reading
  }
  throw new FunctionChangingError(`${reader.name} changed each of the ${ATTEMPTS} times that it was read.`, {
    evidence: { function: reader.name, attempts: ATTEMPTS },
  })
}

/** @param isLast what is unsettled, or was deleted in between, is then a gap that says so */
async function readOnce(reader: Reader, isLast: boolean): Promise<Reading | 'changing' | 'gone'> {
  const { lambda, name, gaps } = reader
  const before = await find(reader)
  if (before === undefined) return 'gone'
  if (isUnsettled(before.configuration)) {
    if (!isLast) return 'changing'
    gaps.add('configuration', 'still-updating', 'Lambda is still at work on the function.')
  }
  const settings = await readSettings(reader, before)
  const aliases = await gaps.read('aliases', () => lambda.listAliases(name))
  const listed = await gaps.read('versions', () => lambda.listVersions(name))
  const after = await stateAfter(reader, before.configuration, listed)
  if (after === undefined) return 'gone'
  if (!isSame(before.configuration, after)) return 'changing'
  const versions = listed?.filter((one) => textOf(one, 'Version') !== LATEST)
  const reading = await assemble(reader, before, { settings, aliases, versions })
  const isBroken = gaps.all.some(({ reason }) => reason === 'deleted-while-reading')
  return isBroken && !isLast ? 'changing' : reading
}

/**
 * The configuration after its parts were read; `undefined` when the function is gone. When the listing differs, or
 * is missing, GetFunction has the last word: a revision never comes back, so the same one means that nothing
 * happened.
 */
async function stateAfter(
  reader: Reader,
  before: JsonObject,
  listed: readonly JsonObject[] | undefined,
): Promise<JsonObject | undefined> {
  const latest = listed?.find((one) => textOf(one, 'Version') === LATEST)
  if (latest !== undefined && isSame(before, latest)) return latest
  return (await find(reader))?.configuration
}

async function find({ lambda, name }: Reader): Promise<FunctionDescription | undefined> {
  try {
    return await lambda.getFunction({ name })
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

function isUnsettled(configuration: JsonObject): boolean {
  const isUpdating = textOf(configuration, 'LastUpdateStatus') === 'InProgress'
  return isUpdating || UNSETTLED.has(textOf(configuration, 'State') ?? '')
}

function isSame(before: JsonObject, after: JsonObject): boolean {
  return ['RevisionId', 'CodeSha256'].every((member) => textOf(before, member) === textOf(after, member))
}
