import pLimit from 'p-limit'
import type { RestorePlan, RestoreStep } from '../model/restore.ts'

/**
 * Items of one region that are worked on side by side. Pacing holds the calls to Lambda's quota all the same; beside
 * one another, the waits for Lambda and for the vault cost no time of it.
 */
const TOGETHER = 8

/** Works on the steps of one item. */
export type ItemWork = (steps: readonly RestoreStep[], item: number) => Promise<void>

/**
 * Works on every item of a plan, regions side by side: what others need is done before them; backwards, after them.
 *
 * @param direction `backwards`: the last item first, and its steps from the last
 */
export async function runItems(
  plan: RestorePlan,
  direction: 'forwards' | 'backwards',
  work: ItemWork,
): Promise<void> {
  const limits = new Map<string, ReturnType<typeof pLimit>>()
  const steps = Map.groupBy(plan.steps, ({ item }) => item)
  const running = new Map<number, Promise<void>>()
  const inOrder = [...plan.items.keys()]
  for (const index of direction === 'forwards' ? inOrder : inOrder.toReversed()) {
    const { zone = '' } = plan.items[index]?.target ?? {}
    const limit = limits.get(zone) ?? pLimit(TOGETHER)
    limits.set(zone, limit)
    // All that is waited for was begun before: the first that is not done never waits.
    const before = neighbours(plan, index, direction).flatMap((other) => running.get(other) ?? [])
    const own = steps.get(index) ?? []
    const start = async () => {
      await Promise.all(before)
      await work(direction === 'forwards' ? own : own.toReversed(), index)
    }
    running.set(index, limit(start))
  }
  await Promise.all(running.values())
}

/** The items that come before one: those that it needs; backwards, those that need it. */
function neighbours(
  { items }: RestorePlan,
  index: number,
  direction: 'forwards' | 'backwards',
): readonly number[] {
  if (direction === 'forwards') return items[index]?.needs ?? []
  return items.flatMap(({ needs }, other) => (needs.includes(index) ? [other] : []))
}
