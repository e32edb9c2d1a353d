import * as z from 'zod'

/** 64 lower-case hexadecimal digits: the SHA-256 of some bytes. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export type Sha256 = z.infer<typeof Sha256>

/** Bytes in the vault, named by their content. `size` is in bytes. */
export const BlobRef = z.strictObject({ sha256: Sha256, size: z.int().nonnegative() })
export type BlobRef = z.infer<typeof BlobRef>

/** Where a function's code is. */
export const CodeRef = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('zip'),
    blob: BlobRef,
    /** Customer key that the package is encrypted with; known of `$LATEST` only. */
    sourceKmsKeyArn: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('image'), uri: z.string(), resolvedUri: z.string().optional() }),
  z.strictObject({
    type: z.literal('reference'),
    bucket: z.string(),
    key: z.string(),
    versionId: z.string().optional(),
  }),
])
export type CodeRef = z.infer<typeof CodeRef>
