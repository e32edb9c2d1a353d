import * as z from 'zod'
import { BlobRef, CodeRef, Sha256 } from './blob.ts'
import { chooseSchema } from './choose-schema.ts'
import { CloudFrontFunctionContent, DistributionContent, KeyValueStoreContent } from './edge.ts'
import { JsonObjectSchema, JsonValueSchema } from './json.ts'
import { ResourceKind, ResourceRef } from './resource.ts'
import { Reference, Trigger, TriggerSource } from './trigger.ts'

export { BlobRef, CodeRef, Sha256 } from './blob.ts'

/** Version of the vault's format that this code writes. docs/vault-format.md describes it. */
export const FORMAT_VERSION = 1

/** Identifier of a recovery point or tombstone: 16 lower-case hexadecimal digits. */
export const PointId = z.string().regex(/^[0-9a-f]{16}$/)
export type PointId = z.infer<typeof PointId>

/** An instant in UTC, ISO 8601. */
export const Instant = z.iso.datetime()

/** Why a part could not be read; `left-out-by-plan`: why it was not to be. */
export const GapReason = z.enum([
  'access-denied',
  'unsupported',
  'key-denied',
  'reference-mode',
  'not-found',
  'deleted-while-reading',
  'changed-while-reading',
  'still-updating',
  'throttled',
  'service-fault',
  'rejected',
  'left-out-by-plan',
])
export type GapReason = z.infer<typeof GapReason>

/** A part of a resource that could not be read. `part` names it: `policy`, `versions/3/code`, `layers/arn:...`. */
export const Gap = z.strictObject({ part: z.string().min(1), reason: GapReason, message: z.string() })
export type Gap = z.infer<typeof Gap>

/** Why a recovery point was taken. */
export const Cause = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('event'),
    eventId: z.string(),
    eventName: z.string(),
    eventTime: Instant,
    principal: z.string().optional(),
    /** Further events of the same burst that this capture answered. */
    coalesced: z.array(z.string()).optional(),
  }),
  z.strictObject({ type: z.literal('run'), runId: z.string() }),
  z.strictObject({ type: z.literal('person'), principal: z.string() }),
])
export type Cause = z.infer<typeof Cause>

/** One published version. `configuration` as AWS returned it, less what changes by itself. */
export const VersionContent = z.strictObject({
  version: z.string(),
  configuration: JsonObjectSchema,
  code: CodeRef.optional(),
  policy: JsonValueSchema.optional(),
  runtimeManagement: JsonObjectSchema.nullable().optional(),
  scaling: JsonObjectSchema.nullable().optional(),
})
export type VersionContent = z.infer<typeof VersionContent>

/** One alias, with the policy that is attached to it. */
export const AliasContent = z.strictObject({
  name: z.string(),
  configuration: JsonObjectSchema,
  policy: JsonValueSchema.optional(),
})
export type AliasContent = z.infer<typeof AliasContent>

/**
 * A layer version that the function or one of its versions names, its bytes included. `policy` is missing for a layer
 * of another account as well: only its owner may read it.
 */
export const LayerContent = z.strictObject({
  arn: z.string(),
  description: JsonObjectSchema,
  policy: JsonValueSchema.optional(),
  blob: BlobRef.optional(),
})
export type LayerContent = z.infer<typeof LayerContent>

/** The events that a function is tried with: a schema of EventBridge, its document as a blob. They are data. */
export const TestEvents = z.strictObject({
  /** As EventBridge says it: `OpenApi3`. */
  type: z.string(),
  blob: BlobRef,
})
export type TestEvents = z.infer<typeof TestEvents>

/**
 * Everything that makes a function run. A member that is `null` or empty was read and is not there; a member
 * that is missing could not be read, and a gap of the same name says why.
 */
export const FunctionContent = z.strictObject({
  configuration: JsonObjectSchema,
  code: CodeRef.optional(),
  tags: z.record(z.string(), z.string()).optional(),
  reservedConcurrency: z.int().nullable().optional(),
  versions: z.array(VersionContent).optional(),
  aliases: z.array(AliasContent).optional(),
  policy: JsonValueSchema.optional(),
  urls: z.array(JsonObjectSchema).optional(),
  eventInvoke: z.array(JsonObjectSchema).optional(),
  provisionedConcurrency: z.array(JsonObjectSchema).optional(),
  codeSigning: JsonObjectSchema.nullable().optional(),
  runtimeManagement: JsonObjectSchema.nullable().optional(),
  recursion: JsonObjectSchema.nullable().optional(),
  scaling: JsonObjectSchema.nullable().optional(),
  /** What `$LATEST` and the versions run on, if not on Lambda's own capacity. */
  capacityProviders: z.array(JsonObjectSchema).optional(),
  layers: z.array(LayerContent).optional(),
  eventSourceMappings: z.array(JsonObjectSchema).optional(),
  /** What else wakes it, in order of kind and source; nothing of policies and lists that could not be read (a gap each). */
  triggers: z.array(Trigger).optional(),
  /** Everything that triggers and event source mappings come from, in order of ARN. */
  sources: z.array(TriggerSource).optional(),
  /** What it names and needs, in order of ARN. */
  references: z.array(Reference).optional(),
  logGroup: JsonObjectSchema.nullable().optional(),
  role: JsonObjectSchema.nullable().optional(),
  placement: z.array(JsonObjectSchema).optional(),
  /** Missing without a gap where no plan asks for them, too. */
  testEvents: TestEvents.nullable().optional(),
})
export type FunctionContent = z.infer<typeof FunctionContent>

const Header = {
  format: z.literal(FORMAT_VERSION),
  id: PointId,
  resource: ResourceRef,
  /** When reading began, by the reader's clock. */
  takenAt: Instant,
  cause: Cause,
  /** Key of the manifest before this one; `null` for the first. */
  previous: z.string().nullable(),
  /** Version of Holdfast that wrote it. */
  writer: z.string(),
}

/** A recovery point of one kind of resource. */
function pointOf<Kind extends ResourceKind, Content extends z.ZodType>(kind: Kind, content: Content) {
  return z.strictObject({
    type: z.literal('point'),
    ...Header,
    resource: ResourceRef.extend({ kind: z.literal(kind) }),
    /** SHA-256 of the canonical JSON (RFC 8785) of `{ content, gaps: [{ part, reason }] }`. */
    fingerprint: Sha256,
    content,
    /** What changes by itself and is not part of the fingerprint: LastModified, RevisionId, State, ... */
    observed: JsonObjectSchema,
    /** Every blob that `content` names, once. */
    blobs: z.array(BlobRef),
    gaps: z.array(Gap),
  })
}

const POINTS = {
  function: pointOf('function', FunctionContent),
  'cloudfront-function': pointOf('cloudfront-function', CloudFrontFunctionContent),
  'key-value-store': pointOf('key-value-store', KeyValueStoreContent),
  distribution: pointOf('distribution', DistributionContent),
} satisfies Record<ResourceKind, z.ZodType>

/** What the schema of a manifest is chosen by. */
const Kinded = z.looseObject({ resource: z.looseObject({ kind: ResourceKind }) })
const Typed = z.looseObject({ type: z.enum(['point', 'tombstone']) })

/** A recovery point of a Lambda function. */
export type FunctionPoint = z.infer<(typeof POINTS)['function']>

/** A recovery point of each kind of resource, by kind. */
export type PointsByKind = { readonly [Kind in ResourceKind]: z.infer<(typeof POINTS)[Kind]> }

/** One immutable record of one protected resource at one time; what it holds goes by the resource's kind. */
export type RecoveryPoint = PointsByKind[ResourceKind]
export const RecoveryPoint = chooseSchema<RecoveryPoint>((value) => {
  const kinded = Kinded.safeParse(value)
  return kinded.success ? POINTS[kinded.data.resource.kind] : Kinded
})

/** What a recovery point holds of its resource. */
export type PointContent = RecoveryPoint['content']

/** Whether a point is of that kind; TypeScript does not tell by itself from a member of a member. */
export function isPointOf<Kind extends ResourceKind>(
  kind: Kind,
  manifest: Manifest,
): manifest is PointsByKind[Kind] {
  return manifest.type === 'point' && manifest.resource.kind === kind
}

/** The record that a resource was deleted. Its recovery points stay. */
export const Tombstone = z.strictObject({ type: z.literal('tombstone'), ...Header })
export type Tombstone = z.infer<typeof Tombstone>

/** What stands under `points/`. */
export type Manifest = RecoveryPoint | Tombstone
export const Manifest = chooseSchema<Manifest>((value) => {
  const typed = Typed.safeParse(value)
  if (!typed.success) return Typed
  return typed.data.type === 'point' ? RecoveryPoint : Tombstone
})

/** The one mutable record of a resource: where its newest manifest is. */
export const Pointer = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  resource: ResourceRef,
  type: z.enum(['point', 'tombstone']),
  id: PointId,
  /** Key of the newest manifest. */
  manifest: z.string(),
  takenAt: Instant,
  /** Fingerprint of the newest recovery point; `null` while the newest manifest is a tombstone. */
  fingerprint: Sha256.nullable(),
})
export type Pointer = z.infer<typeof Pointer>
