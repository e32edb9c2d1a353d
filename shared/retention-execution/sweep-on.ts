import type { SweepTally } from '../model/retention-run.ts'
import type { SweepLimit, SweepPorts } from '../retention/sweep-ports.ts'
import { sweep } from '../retention/sweep.ts'

/** How far sweeping came. */
export interface Sweeping {
  readonly done: boolean
  /** Says to the next call that it goes on with the same sweep; empty when there is nothing to say. */
  readonly turn: string
  /** What all calls together came to. */
  readonly tally: SweepTally
}

/** Before the first call. */
export const NOT_SWEPT: Sweeping = {
  done: false,
  turn: '',
  tally: { state: 'none', deleted: 0, bytesFreed: 0, marked: 0, bytesMarked: 0 },
}

/**
 * Sweeps until all is done or time is up; called again, also after it was killed, it goes on.
 *
 * @param before what an earlier call gave back
 * @throws errors of sweep
 */
export async function sweepOn(
  ports: SweepPorts & { readonly grace: number },
  before: Sweeping,
  limit: Omit<SweepLimit, 'turn'> & Required<Pick<SweepLimit, 'by'>>,
): Promise<Sweeping> {
  const result = await sweep(ports, ports.grace, { ...limit, turn: before.turn })
  const { state, turn = '', dueAt, marked, bytesMarked } = result
  const tally = {
    state: state === 'unfinished' ? ('none' as const) : state,
    deleted: before.tally.deleted + result.deleted,
    bytesFreed: before.tally.bytesFreed + result.bytesFreed,
    marked,
    bytesMarked,
    ...(dueAt !== undefined && { dueAt }),
  }
  return { done: state !== 'unfinished', turn, tally }
}
