import { MultiBar } from 'cli-progress'
import type { SingleBar } from 'cli-progress'
import type { ZoneBoard, ZoneProgress } from './fleet-progress.ts'
import type { Output } from './world.ts'

/** Width of the longest name of a zone, `ap-southeast-2`, so that bars stand below each other. */
const ZONE_WIDTH = 14

/** Control sequence EL of a terminal (ECMA-48). */
const CLEAR_RIGHT = '\u001b[K'

/** One bar for each zone that is worked on; runs work on few enough at a time for any terminal. */
export function startFleetBars(output: Output): ZoneBoard {
  const multiBar = new MultiBar({
    stream: output,
    format: '{zone} [{bar}] {value}/{total} {note}',
    barsize: 30,
    clearOnComplete: true,
    // Whoever interrupts a run wants to see how it stops; this process decides when that is.
    gracefulExit: false,
    hideCursor: false,
    linewrap: true,
    forceRedraw: true,
  })
  const bars = new Map<string, SingleBar>()
  const barOf = (zone: string) => {
    const bar = bars.get(zone) ?? multiBar.create(0, 0, { zone: zone.padEnd(ZONE_WIDTH), note: '' })
    bars.set(zone, bar)
    return bar
  }
  return {
    show(zone, progress) {
      const bar = barOf(zone)
      if (progress === 'listing') return bar.update({ note: 'listing' })
      bar.setTotal(progress.count)
      bar.update(progress.done, { note: noteOf(progress) })
    },
    remove(zone) {
      const bar = bars.get(zone)
      if (bar !== undefined) multiBar.remove(bar)
      bars.delete(zone)
    },
    // Cleared to the right: a long line goes on where a bar has been.
    say: (line) => multiBar.log(`${line}${CLEAR_RIGHT}\n`),
    stop() {
      multiBar.update()
      multiBar.stop()
    },
  }
}

function noteOf({ failed }: ZoneProgress): string {
  return failed === 0 ? '' : `${failed} failed`
}
