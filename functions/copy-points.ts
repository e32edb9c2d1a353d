import { copyRound } from '../shared/copy-execution/copy-round.ts'
import { CopyPointsEvent } from '../shared/copy-execution/requests.ts'
import { copyPointsWorld } from '../shared/runtime/copy-world.ts'
import { door } from '../shared/runtime/door.ts'

/** Milliseconds that are kept back of an invocation: for the packages that are on their way. */
const KEPT_BACK = 180_000

/** Copies what plans want copied. Woken by `CopyPoints` in state-machines/copy.asl.json, until all is done. */
export const handler = door(copyPointsWorld, CopyPointsEvent, async (world, { copied }, { deadline }) => {
  const left = deadline.getTime() - world.clock.now().getTime() - KEPT_BACK
  return await copyRound(world, copied, AbortSignal.timeout(Math.max(0, left)))
})
