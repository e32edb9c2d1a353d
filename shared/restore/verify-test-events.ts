import type { Difference } from '../model/restore.ts'
import type { Place, RestorePorts } from './restore-ports.ts'
import { PutTestEventsInput, isContentOf } from './steps/put-test-events.ts'
import { untilSame } from './until-same.ts'
import type { ItemToVerify } from './verify-item.ts'

/** Reads the test events back that the restore put there. That they differ is told, not how: they are data. */
export async function verifyTestEvents(
  { clock }: Pick<RestorePorts, 'clock'>,
  { surroundings }: Pick<Place, 'surroundings'>,
  { run, index }: ItemToVerify,
): Promise<readonly Difference[]> {
  const step = run.plan.steps.find(({ item, action }) => item === index && action === 'put-test-events')
  if (step === undefined) return []
  const { name, blob } = PutTestEventsInput.parse(step.input)
  return await untilSame(clock, async () => {
    const found = await surroundings.getTestEvents(name)
    return found !== undefined && isContentOf(found.content, blob) ? [] : [{ path: 'testEvents' }]
  })
}
