import { newestPoint } from './newest-point.ts'
import { ESTATE_PATIENCE, untilQuiet } from './quiet.ts'
import type { Scene } from './stage.ts'

/** Sources were given to the functions one after the other: their events brought every one of them in. */
export const triggers: Scene = {
  name: 'triggers',
  title: 'What wakes the functions is part of their recovery points',
  async play(stage) {
    await untilQuiet(stage, ESTATE_PATIENCE)
    const { functions } = stage.estate
    const points = await Promise.all(functions.map((name) => newestPoint(stage.vault, name)))
    const all = points.flatMap(({ point }) => point.content.triggers ?? [])
    const kinds = Map.groupBy(all, ({ kind }) => kind)
    if (kinds.size === 0) throw new Error('nothing wakes any of them')
    const counted = [...kinds].map(([kind, { length }]) => (length === 1 ? kind : `${kind} x${length}`))
    stage.say(`${all.length} triggers: ${counted.sort().join(', ')}`)
    const references = points.flatMap(({ point }) => point.content.references ?? [])
    const missing = references.filter(({ exists }) => exists === false)
    stage.say(`${references.length} references to what they need; ${missing.length} of them lead nowhere`)
  },
}
