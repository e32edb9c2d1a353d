import { SingleBar } from 'cli-progress'
import type { Output } from './world.ts'

/** Where a long command is. */
export interface Progress {
  /** `done` of `total` steps of what `label` says; both may grow. */
  readonly update: (done: number, total: number, label?: string) => void
  /** Takes the bar away; call it before anything else is printed. */
  readonly stop: () => void
}

/** A progress bar on a terminal; anywhere else nothing, so that logs stay readable. */
export function startProgress(output: Output, label: string): Progress {
  if (output.isTTY !== true) return { update: () => undefined, stop: () => undefined }
  const bar = new SingleBar({
    stream: output,
    format: '{label} [{bar}] {value}/{total}',
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
  })
  bar.start(0, 0, { label })
  return {
    update: (done, total, newLabel = label) => {
      bar.setTotal(total)
      bar.update(done, { label: newLabel })
    },
    stop: () => bar.stop(),
  }
}
