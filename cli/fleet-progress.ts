import { countText, numberText } from '../shared/report/format.ts'
import type { FleetProgress } from '../shared/runs/run-fleet.ts'
import { startFleetBars } from './fleet-bars.ts'
import type { Output } from './world.ts'

/** Shows people how far a run is. */
export interface FleetDisplay {
  readonly tell: (progress: FleetProgress) => void
  /** One line of text, above whatever else is shown. */
  readonly say: (line: string) => void
  /** Call it before anything else is printed. */
  readonly stop: () => void
}

/** How far one zone is. */
export interface ZoneProgress {
  readonly count: number
  readonly done: number
  readonly failed: number
}

/** Where the progress of zones is shown; a zone appears when it is first shown, and disappears when it is done. */
export interface ZoneBoard {
  readonly show: (zone: string, progress: ZoneProgress | 'listing') => void
  readonly remove: (zone: string) => void
  readonly say: (line: string) => void
  readonly stop: () => void
}

/** A bar for each zone that is worked on, on a terminal; anywhere else lines, few enough for a log. */
export function startFleetDisplay(output: Output): FleetDisplay {
  const board = output.isTTY === true ? startFleetBars(output) : plainBoard(output)
  const zones = new Map<string, ZoneProgress>()
  const change = (zone: string, change: (progress: ZoneProgress) => ZoneProgress) => {
    const progress = change(zones.get(zone) ?? { count: 0, done: 0, failed: 0 })
    zones.set(zone, progress)
    board.show(zone, progress)
  }
  return {
    tell(progress) {
      switch (progress.type) {
        case 'begun':
          return board.say(`run ${progress.run.runId}, ${countText(progress.zones.length, 'zone')}`)
        case 'listing':
          return board.show(progress.zone, 'listing')
        case 'planned':
          return change(progress.zone, (before) => ({ ...before, count: progress.count }))
        case 'captured':
          return change(progress.zone, ({ count, done, failed }) => {
            return { count, done: done + 1, failed: failed + (progress.failed ? 1 : 0) }
          })
        case 'finished':
          board.remove(progress.zone)
          return board.say(endText(progress, zones.get(progress.zone)))
      }
    },
    say: board.say,
    stop: board.stop,
  }
}

function endText(
  { zone, state }: Extract<FleetProgress, { type: 'finished' }>,
  progress: ZoneProgress | undefined,
): string {
  if (progress === undefined) return `${zone}: ${state}`
  const failed = progress.failed === 0 ? '' : `, ${numberText(progress.failed)} failed`
  return `${zone}: ${state}, ${numberText(progress.done)} read${failed}`
}

/** Steps of one zone between two lines about it. */
const LINE_EVERY = 100

function plainBoard(output: Output): ZoneBoard {
  const say = (line: string) => void output.write(`${line}\n`)
  return {
    show(zone, progress) {
      if (progress === 'listing' || progress.done % LINE_EVERY !== 0 || progress.count === 0) return
      say(`${zone}: ${numberText(progress.done)} of ${numberText(progress.count)}`)
    },
    remove: () => undefined,
    say,
    stop: () => undefined,
  }
}
