import type { RestorePorts } from '../../../shared/restore/restore-ports.ts'
import type { RestoreWorld } from './restore-world.ts'

/** The process is gone: nothing catches this. */
export class Killed extends Error {}

/**
 * Lets the world end at one moment: after one of the writes, those to the vault included.
 *
 * @param moment which one, from 1; 0 lets everything pass
 * @returns the ports to work with, and how many moments have passed
 */
export function killingAt(
  world: RestoreWorld,
  moment: number,
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
  world.lambda.onWrite = after
  world.around.onWrite = after
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
export function revive(world: RestoreWorld): void {
  world.lambda.onWrite = () => {}
  world.around.onWrite = () => {}
}
