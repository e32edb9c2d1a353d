import type { BlobRef } from '../model/blob.ts'

/** Languages that a function can be written in. */
export const EXPORT_FORMATS = ['cloudformation', 'sam', 'terraform', 'zip'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** How a function is written. */
export interface ExportOptions {
  readonly format: ExportFormat
  /** Environment values stand in the text; otherwise they are parameters that whoever deploys it gives. */
  readonly showSecrets: boolean
  /** The execution role is recreated; otherwise it is named by its ARN and must be there. */
  readonly withRole: boolean
}

/** One file, by its path in the folder: text, or bytes of the vault. */
export interface ExportFile {
  readonly path: string
  readonly content: { readonly text: string } | { readonly blob: BlobRef }
}

/** A function as code. */
export interface Exported {
  readonly files: readonly ExportFile[]
  /** What the files cannot bring back, one sentence each. */
  readonly notes: readonly string[]
}
