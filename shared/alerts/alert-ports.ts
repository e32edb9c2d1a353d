import type { WindowRef } from '../model/alert-record.ts'
import type { Alert } from '../model/alert.ts'
import type { AlertDesk } from '../ports/alert-desk.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock, Log } from '../ports/runtime.ts'

/** What the desk touches outside itself. */
export interface DeskPorts {
  /** The vault's own objects: what people know stands under `alerts/`. */
  readonly store: Pick<ObjectStore, 'url' | 'load' | 'read' | 'stat' | 'write' | 'list'>
  readonly clock: Clock
  readonly log: Log
  /** Sends one alert to every channel. @throws HoldfastError */
  readonly publish: (alert: Alert) => Promise<void>
  /**
   * Sees to it that `flush` is called after so many seconds, whatever becomes of this process. Without it nothing is
   * held back: what one call of `tell` brings is all that is gathered. @throws HoldfastError
   */
  readonly flushLater?: (window: WindowRef, seconds: number) => Promise<void>
}

/** A desk that holds back what comes in a burst. */
export interface BurstDesk extends AlertDesk {
  /** Tells what a window held back and still is so, in one digest; again does no harm. @throws HoldfastError */
  flush(window: WindowRef): Promise<void>
}
