import * as z from 'zod'
import { Gap } from './manifest.ts'
import { ResourceRef } from './resource.ts'

/** Name of the resource's plan, of what was deleted by its last point; missing when it has none, or that cannot be told. */
const Plan = z.string().optional()

/** What became of one resource. `captured`: a new point; `unchanged`: the newest point still says it all. */
export const Outcome = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('captured'),
    resource: ResourceRef,
    manifest: z.string(),
    id: z.string(),
    gaps: z.array(Gap),
    /** Parts that the point before lacked, and this one does not. */
    closedGaps: z.array(z.string()).optional(),
    /** A policy lets everybody invoke the function, and did not in the point before. */
    opened: z.literal(true).optional(),
    plan: Plan,
    /** Bytes downloaded and written to the vault by this capture. */
    bytesStored: z.int(),
    /** Bytes that the point names and the vault already had. */
    bytesDeduplicated: z.int(),
  }),
  z.strictObject({
    type: z.literal('unchanged'),
    resource: ResourceRef,
    manifest: z.string(),
    id: z.string(),
    /** Parts that could not be read this time either; the newest point has the same gaps. */
    gaps: z.array(Gap).optional(),
    plan: Plan,
  }),
  z.strictObject({
    type: z.literal('deleted'),
    resource: ResourceRef,
    /** The tombstone; missing when the function had no recovery point to keep. */
    manifest: z.string().optional(),
    /** The tombstone was there already, and is of a change: that tells of it. */
    known: z.literal(true).optional(),
    /** Parts that its last point lacked: that is over, too. */
    closedGaps: z.array(z.string()).optional(),
    plan: Plan,
  }),
  z.strictObject({
    type: z.literal('failed'),
    resource: ResourceRef,
    error: z.string(),
    message: z.string(),
    retryable: z.boolean(),
  }),
  z.strictObject({ type: z.literal('ignored'), reason: z.string(), eventName: z.string().optional() }),
])
export type Outcome = z.infer<typeof Outcome>
