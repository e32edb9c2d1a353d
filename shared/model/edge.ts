import * as z from 'zod'
import { BlobRef, CodeRef } from './blob.ts'
import { JsonObjectSchema } from './json.ts'

/** The zone of everything that CloudFront serves from. */
export const EDGE_ZONE = 'edge'

/**
 * The region that CloudFront's control plane is signed for, that its CloudTrail records appear in, and that a
 * Lambda@Edge function must live in (CloudFront Developer Guide, "Restrictions on Lambda@Edge").
 */
export const EDGE_REGION = 'us-east-1'

/** The region that a zone's control plane is in. */
export function regionOf(zone: string): string {
  return zone === EDGE_ZONE ? EDGE_REGION : zone
}

/** One stage of a CloudFront function: its configuration as AWS returned it, and its source. */
export const FunctionStageContent = z.strictObject({
  configuration: JsonObjectSchema,
  code: BlobRef.optional(),
})
export type FunctionStageContent = z.infer<typeof FunctionStageContent>

/**
 * A CloudFront function in both stages. As in FunctionContent: `null` was read and is not there; what is missing
 * could not be read, and a gap of the same name says why.
 */
export const CloudFrontFunctionContent = z.strictObject({
  arn: z.string(),
  development: FunctionStageContent.optional(),
  /** `null`: never published. */
  live: FunctionStageContent.nullable().optional(),
  tags: z.record(z.string(), z.string()).optional(),
})
export type CloudFrontFunctionContent = z.infer<typeof CloudFrontFunctionContent>

/**
 * A key value store. Its pairs are data, up to 5 MB of it, so they are a blob: the JSON file that CloudFront
 * imports a store from (`{"data":[{"key":...,"value":...}]}`), in order of key.
 */
export const KeyValueStoreContent = z.strictObject({
  arn: z.string(),
  /** Name and comment, as AWS returned them. */
  configuration: JsonObjectSchema,
  pairs: z.strictObject({ blob: BlobRef, count: z.int().nonnegative() }).optional(),
  tags: z.record(z.string(), z.string()).optional(),
})
export type KeyValueStoreContent = z.infer<typeof KeyValueStoreContent>

/** The blob that holds the pairs of a key value store, as JSON. */
export const PairsFile = z.strictObject({
  data: z.array(z.strictObject({ key: z.string(), value: z.string() })),
})

/** One cache behaviour's functions, associations as AWS returned them, in order of event type. */
export const BehaviorContent = z.strictObject({
  /** `null`: the default behaviour. */
  pathPattern: z.string().nullable(),
  lambdaFunctions: z.array(JsonObjectSchema),
  functions: z.array(JsonObjectSchema),
})
export type BehaviorContent = z.infer<typeof BehaviorContent>

/** A numbered version of a us-east-1 function that a distribution runs, with the code that it had. */
export const PinnedVersion = z.strictObject({
  arn: z.string(),
  function: z.string(),
  version: z.string(),
  configuration: JsonObjectSchema.optional(),
  code: CodeRef.optional(),
})
export type PinnedVersion = z.infer<typeof PinnedVersion>

/**
 * What concerns functions in a distribution, and the facts that people know it by. Nothing else of it is recorded:
 * a restore puts the associations of each behaviour back, found by its path pattern, and touches nothing more.
 */
export const DistributionContent = z.strictObject({
  id: z.string(),
  arn: z.string(),
  domainName: z.string(),
  aliases: z.array(z.string()),
  comment: z.string(),
  enabled: z.boolean(),
  staging: z.boolean(),
  /** The default behaviour, then the others in the order in which CloudFront tries them. */
  behaviors: z.array(BehaviorContent),
  /** The association with a connection function, as AWS returned it; `null`: none. */
  connectionFunction: JsonObjectSchema.nullable(),
  /** Every version that an association names, once, in order of ARN. */
  pins: z.array(PinnedVersion),
})
export type DistributionContent = z.infer<typeof DistributionContent>
