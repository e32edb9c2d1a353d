import { NotFoundError, ServiceFaultError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import { textOf } from '../model/members.ts'
import type { Clock } from '../ports/runtime.ts'
import type { LambdaWriter } from './restore-ports.ts'

/** Milliseconds between two looks, and all together. */
const WAIT = 2000
const PATIENCE = 300_000

/** States in which Lambda is still at work on a mapping, and refuses changes (API reference, State). */
const MOVING = new Set(['Creating', 'Enabling', 'Disabling', 'Updating'])

/**
 * Waits until a mapping can be changed.
 *
 * @throws NotFoundError when there is none, or it is being deleted
 * @throws ServiceFaultError when it takes more than five minutes
 */
export async function settleMapping(
  writer: Pick<LambdaWriter, 'readMapping'>,
  clock: Clock,
  uuid: string,
): Promise<JsonObject> {
  const deadline = clock.now().getTime() + PATIENCE
  for (;;) {
    const found = await writer.readMapping(uuid)
    const state = textOf(found ?? {}, 'State') ?? ''
    if (found === undefined || state === 'Deleting')
      throw new NotFoundError(`There is no event source mapping ${uuid}.`)
    if (!MOVING.has(state)) return found
    if (clock.now().getTime() >= deadline) {
      throw new ServiceFaultError(`The event source mapping ${uuid} is still ${state} after five minutes.`)
    }
    await clock.sleep(WAIT)
  }
}
