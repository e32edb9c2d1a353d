import type { Damaged } from '../model/audit.ts'

/** Damage by key, each once, with all the points that it was found through; in order of key. */
export function mergeDamage(damaged: readonly Damaged[]): readonly Damaged[] {
  const byKey = new Map<string, Damaged>()
  for (const one of damaged) {
    const points = [...(byKey.get(one.key)?.points ?? []), ...one.points]
    byKey.set(one.key, { ...one, points: [...new Set(points)].sort() })
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}
