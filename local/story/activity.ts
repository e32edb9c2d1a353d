import { command } from './holdfast.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene } from './stage.ts'

/** Everything that happened is on record: who changed what, and what was deleted. */
export const activity: Scene = {
  name: 'activity',
  title: 'Who changed what since the beginning',
  async play(stage) {
    await untilQuiet(stage)
    const printed = await command(stage, ['activity', '--since', '1h'])
    const [changes = 0] = (/(\d+) changes? of/.exec(printed) ?? []).slice(1).map(Number)
    if (changes < stage.estate.functions.length)
      throw new Error(`${changes} changes are on record, fewer than the estate has functions`)
  },
}
