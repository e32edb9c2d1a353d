import type { RestorePorts } from '../../../shared/restore/restore-ports.ts'
import type { RestoreWorld } from './restore-world.ts'

/** Something else that is told of its writes. */
export interface Told {
  onWrite: (operation: string, moment: 'before' | 'after') => void
}

/** The process is gone: nothing catches this. */
export class Killed extends Error {}

/**
 * Lets the world end at one moment: after one of the writes, those to the vault included.
 *
 * @param moment which one, from 1; 0 lets everything pass
 * @param others what is written to beside the world
 * @returns the ports to work with, and how many moments have passed
 */
export function killingAt(
  world: RestoreWorld,
  moment: number,
  others: readonly Told[] = [],
): { ports: RestorePorts; passed: () => number } {
  let count = 0
  let dead = false
  const pass = () => {
    count += 1
    if (count === moment) dead = true
    if (dead) throw new Killed(`killed at ${count}`)
  }
  const after = (_operation: string, mark: 'before' | 'after') => {
    if (mark === 'after' || dead) pass()
  }
  for (const told of [world.lambda, world.around, ...others]) told.onWrite = after
  const { store } = world
  const write: typeof store.write = async (...args) => {
    if (dead) pass()
    const answer = await store.write(...args)
    pass()
    return answer
  }
  const ports = { ...world.ports, store: { ...store, write } }
  return { ports, passed: () => count }
}

/** Lets everything pass again: a new process. */
export function revive(world: RestoreWorld, others: readonly Told[] = []): void {
  for (const told of [world.lambda, world.around, ...others]) told.onWrite = () => {}
}
