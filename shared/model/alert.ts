import * as z from 'zod'
import { Instant } from './manifest.ts'
import { ResourceRef } from './resource.ts'
import { ZoneName } from './run.ts'

/** What subscribers filter by: `info` is good news, `warning` can wait until morning, `critical` cannot. */
export const Severity = z.enum(['info', 'warning', 'critical'])
export type Severity = z.infer<typeof Severity>

/** What an alert tells of; one message type each, in shared/alerts/messages/. */
export const AlertKind = z.enum([
  'run-ended',
  'run-failed',
  'function-deleted',
  'function-unprotected',
  'capture-failed',
  'gap',
  'zone-changed',
  'restore-waiting',
  'restore-begun',
  'restore-ended',
  'restore-test-failed',
  'retention-ended',
  'integrity',
  'lock-missing',
  'copy-missing',
  'audit-finding',
  'unusual-activity',
  'digest',
  'alarm',
])
export type AlertKind = z.infer<typeof AlertKind>

/** One fact of an alert, for people: numbers, names, times; never a message of AWS or a value of a function. */
export const AlertFact = z.strictObject({ name: z.string().min(1), value: z.string() })
export type AlertFact = z.infer<typeof AlertFact>

const AlertKey = z.string().min(1).max(1000)
const AlertState = z.enum(['begun', 'ended', 'once'])

/** One thing that people are told. Every channel (e-mail, Slack, webhook) makes its message of this. */
export const Alert = z.strictObject({
  kind: AlertKind,
  /**
   * The same problem has the same key, whenever and wherever it is seen: `gap:123456789012/eu-west-1/function/orders/policy`.
   * It is one thread, and is told anew only when it ended in between.
   */
  key: AlertKey,
  /**
   * `begun`: a problem that lasts until an alert of the same key says `ended`. `once`: something that happened. A digest
   * of ends is `ended`, any other `once`.
   */
  state: AlertState,
  severity: Severity,
  /** Printable ASCII on one line, at most 99 characters (SNS API reference, Publish). */
  subject: z.string().regex(/^[\x20-\x7e]{1,99}$/),
  /** The whole message for e-mail; lines. */
  text: z.string().min(1),
  facts: z.array(AlertFact),
  /** Commands that a person can type next, most useful first. */
  next: z.array(z.string()),
  at: Instant,
  account: ResourceRef.shape.account,
  zone: ZoneName.optional(),
  /** The alerts that a digest gathers, all of them, each with its own time: the digest has that of the latest. */
  alerts: z.array(z.strictObject({ key: AlertKey, state: AlertState, at: Instant })).optional(),
  /** What filter policies compare besides kind, severity, state, account and zone. */
  attributes: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Alert = z.infer<typeof Alert>
