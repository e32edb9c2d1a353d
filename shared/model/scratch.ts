/** How the names of the functions begin that Holdfast makes for itself, restores under test for one. */
export const SCRATCH_PREFIX = 'holdfast-scratch-'

/** Whether a function is Holdfast's own scratch: never captured, or a restore test would wake captures without end. */
export function isScratch(name: string): boolean {
  return name.startsWith(SCRATCH_PREFIX)
}
