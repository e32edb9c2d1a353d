import * as z from 'zod'
import { Alert, AlertKind } from './alert.ts'
import { FORMAT_VERSION, Instant } from './manifest.ts'

/** `alerts/known/<kind>/<hash of the key>.json`: what people know of one problem, or of one thing that happened. */
export const AlertRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  key: Alert.shape.key,
  kind: AlertKind,
  /** `telling`: somebody is at it, or ended in the midst of it. */
  progress: z.enum(['telling', 'told']),
  /** What they are told, or were told last. */
  state: Alert.shape.state,
  /** When they were told first, since it ended last. */
  since: Instant,
  /** When this was written. */
  at: Instant,
  /** The latest time of an alert that they were, or were to be told: one of another state that is older comes too late. */
  happenedAt: Instant.optional(),
})
export type AlertRecord = z.infer<typeof AlertRecord>

/** Which window of a burst: the kind and the state that are gathered, and when it was opened. */
export const WindowRef = z.strictObject({
  account: Alert.shape.account,
  kind: AlertKind,
  state: Alert.shape.state,
  opened: Instant,
})
export type WindowRef = z.infer<typeof WindowRef>

/** `alerts/windows/<account>/<kind>/<state>.json`: how many of a kind were told one by one lately, and how many are held back. */
export const AlertWindow = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  ...WindowRef.shape,
  singles: z.int().nonnegative(),
  held: z.int().nonnegative(),
})
export type AlertWindow = z.infer<typeof AlertWindow>

/** Alerts that one digest tells of: `alerts/held/...` before it is told, `alerts/digests/...` when it does not say all of them. */
export const GatheredAlerts = z.strictObject({ format: z.literal(FORMAT_VERSION), alerts: z.array(Alert) })
export type GatheredAlerts = z.infer<typeof GatheredAlerts>
