import type { CodeRef } from '../model/blob.ts'
import type { JsonObject } from '../model/json.ts'
import type { Trigger } from '../model/trigger.ts'

/**
 * What something of a function belongs to. A template publishes one version, so every alias and every part of the
 * newest version belongs to that one; older versions cannot be had.
 */
export type Qualifier =
  | { readonly type: 'function' }
  | { readonly type: 'published' }
  | { readonly type: 'alias'; readonly name: string }

/** Something that belongs to a function or its qualifier, in the words of Lambda's API. */
export interface Qualified {
  readonly qualifier: Qualifier
  readonly settings: JsonObject
}

/** A layer: one of the function's own account is made again from its bytes, any other is named. */
export type LayerPart =
  | { readonly type: 'named'; readonly arn: string }
  | {
      readonly type: 'made'
      readonly arn: string
      readonly name: string
      readonly file: string
      readonly description: JsonObject
    }

/** The code, and the file that it is in when it is bytes. */
export type CodePart =
  | { readonly type: 'zip'; readonly file: string }
  | Exclude<CodeRef, { readonly type: 'zip' }>
  | { readonly type: 'unread' }

export interface AliasPart {
  readonly name: string
  readonly description: string | undefined
  readonly version: 'published' | '$LATEST'
  readonly provisioned: number | undefined
}

/** A function taken apart for a template: everything that one can say, in no language yet. */
export interface Parts {
  readonly name: string
  /** Input of CreateFunction, less name, role, code, layers, environment and the default log group. */
  readonly settings: JsonObject
  readonly role: { readonly arn: string; readonly made: JsonObject | undefined }
  readonly environment: Readonly<Record<string, string>>
  readonly code: CodePart
  readonly layers: readonly LayerPart[]
  readonly tags: Readonly<Record<string, string>>
  readonly reservedConcurrency: number | undefined
  readonly recursion: string | undefined
  /** `UpdateRuntimeOn`, `RuntimeVersionArn`. */
  readonly runtimeManagement: JsonObject | undefined
  /** `MinExecutionEnvironments`, `MaxExecutionEnvironments`. */
  readonly scaling: JsonObject | undefined
  readonly codeSigningArn: string | undefined
  /** Whether a version is published, and how much of it is kept warm. */
  readonly published: { readonly provisioned: number | undefined } | undefined
  readonly aliases: readonly AliasPart[]
  /** Input of AddPermission, `StatementId` included. */
  readonly permissions: readonly Qualified[]
  readonly urls: readonly Qualified[]
  readonly eventInvoke: readonly Qualified[]
  /** Input of CreateEventSourceMapping, `Enabled` included. */
  readonly mappings: readonly Qualified[]
  readonly triggers: readonly { readonly qualifier: Qualifier; readonly trigger: Trigger }[]
  /** Its log group, as CloudWatch Logs describes it. */
  readonly logGroup: JsonObject | undefined
}
