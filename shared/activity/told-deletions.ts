import type { ActivityLine } from '../model/activity.ts'

/**
 * Each deletion once: without those that a run found and a call tells of, or another run found before. What stays has the
 * plan that any of them knows: who finds a deletion made already does not read what was deleted.
 */
export function eachDeletionOnce(lines: readonly ActivityLine[]): readonly ActivityLine[] {
  const all = lines.flatMap((line) => tombstoneOf(line).map((tombstone) => ({ line, tombstone })))
  const plans = new Map(all.flatMap(({ line: { plan }, tombstone }) => (plan ? [[tombstone, plan]] : [])))
  const known = new Set(all.flatMap(({ line, tombstone }) => (line.type === 'change' ? [tombstone] : [])))
  return lines.flatMap((line) => {
    const [tombstone] = tombstoneOf(line)
    if (tombstone === undefined) return [line]
    const isToldAlready = line.type === 'outcome' && known.has(tombstone)
    known.add(tombstone)
    const plan = line.plan ?? plans.get(tombstone)
    return isToldAlready ? [] : [plan === undefined ? line : { ...line, plan }]
  })
}

function tombstoneOf({ type, outcome, manifest }: ActivityLine): readonly string[] {
  const isFound = type === 'change' || type === 'outcome'
  return isFound && outcome === 'deleted' && manifest !== undefined ? [manifest] : []
}
