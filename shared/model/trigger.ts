import * as z from 'zod'
import { BlobRef } from './blob.ts'
import { JsonObjectSchema } from './json.ts'
import { ResourceRef } from './resource.ts'

/**
 * One thing that wakes the function: a bucket's notification, a topic's subscription, a schedule. What its source's
 * API says of it, less what changes by itself. Event source mappings have a member of their own.
 */
export const Trigger = z.strictObject({
  /** Name of its kind: `sns-subscription`. `unknown` for a service that Holdfast does not know. */
  kind: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** ARN of what invokes; the principal's name where there is none. */
  source: z.string().min(1),
  /** What the source invokes, as it names it: ARN of the function, of a version or of an alias. */
  invokes: z.string().min(1),
  /** Enough to put the trigger back. Each kind has its schema. */
  settings: JsonObjectSchema,
})
export type Trigger = z.infer<typeof Trigger>

/** What is known of something that invokes the function, once for each ARN: what a restore needs to know of it. */
export const TriggerSource = z.strictObject({
  arn: z.string().min(1),
  /** `null` when it could not be told; a gap says why. */
  exists: z.boolean().nullable(),
  /** The account that owns it, and the region it is in. */
  account: z.string().optional(),
  region: z.string().optional(),
  /** KMS key that it is encrypted with, as its API names it. */
  key: z.string().optional(),
  /** Of a stream: how long it holds a record. A restore may start that long before. */
  retentionHours: z.number().optional(),
  /** Other facts that a restore needs, as the API names them. */
  facts: JsonObjectSchema.optional(),
  /** Its definition as a whole, such as the export of an API. */
  definition: BlobRef.optional(),
  /**
   * Statements of resource policies that let it in: `policy/<Sid>`, `aliases/<name>/policy/<Sid>`,
   * `versions/<number>/policy/<Sid>`. A source with statements and without a trigger does not use them.
   */
  statements: z.array(z.string()),
})
export type TriggerSource = z.infer<typeof TriggerSource>

/** Something that the function names and needs: existence is all that is read of it, never what is in it. */
export const Reference = z.strictObject({
  arn: z.string().min(1),
  /** As what it is named: `dead-letter target`, `destination on failure`, `layer`, `execution role`, `key`, ... */
  as: z.array(z.string().min(1)).min(1),
  /** `null` when it could not be told; a gap says why. */
  exists: z.boolean().nullable(),
})
export type Reference = z.infer<typeof Reference>

/** An entry of the vault's index: a function that had to do with a source once. */
export const SourceEntry = z.strictObject({
  /** Of the vault. */
  format: z.literal(1),
  /** ARN. */
  source: z.string().min(1),
  resource: ResourceRef,
})
export type SourceEntry = z.infer<typeof SourceEntry>
