/** What every scratch function's name begins with: restore tests make and remove them. */
const SCRATCH_PREFIX = 'holdfast-scratch-'

/** Whether a function is one of Holdfast's own scratch functions, which are never backed up. */
export function isScratch(name: string): boolean {
  return name.startsWith(SCRATCH_PREFIX)
}
