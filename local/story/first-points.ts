import type { Pointer } from '../../shared/model/manifest.ts'
import type { Scene, Stage } from './stage.ts'
import { functionRef } from './stage.ts'
import { until } from './until.ts'

/** Each function was created after the stack, so its own creation event brings its first recovery point. */
export const firstPoints: Scene = {
  name: 'first-points',
  title: 'Each new function gets its first recovery point',
  async play(stage) {
    const pointers = await Promise.all(stage.estate.functions.map((name) => firstPoint(stage, name)))
    const manifests = await Promise.all(pointers.map(({ manifest }) => stage.vault.readManifest(manifest)))
    const points = manifests.filter((manifest) => manifest.type === 'point')
    const blobs = new Map(
      points.flatMap(({ blobs }) => blobs.map(({ sha256, size }) => [sha256, size] as const)),
    )
    const bytes = [...blobs.values()].reduce((sum, size) => sum + size, 0)
    stage.say(`${points.length} functions, ${blobs.size} blobs, ${(bytes / 1e6).toFixed(1)} MB`)
    const gaps = points.flatMap(({ resource, gaps }) =>
      gaps.map(({ part, reason }) => `${resource.name}: ${part} (${reason})`),
    )
    stage.say(gaps.length === 0 ? 'nothing is missing from any of them' : `not read: ${gaps.join(', ')}`)
  },
}

async function firstPoint({ vault }: Stage, name: string): Promise<Pointer> {
  return until(`a recovery point of ${name}`, async () => (await vault.latest(functionRef(name)))?.pointer)
}
