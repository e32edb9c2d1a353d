import type {
  AddPermissionRequest,
  CreateEventSourceMappingRequest,
  CreateFunctionRequest,
  CreateFunctionUrlConfigRequest,
  PutFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda'
import type { GeneratedFile } from './zip.ts'

type Named<Request> = Omit<Request, 'FunctionName'>

/** Where a function's code comes from. A `folder` is one of local/estate/code. */
export type CodeSpec =
  | { readonly type: 'folder'; readonly folder: string; readonly generated?: readonly GeneratedFile[] }
  /** As a folder, but uploaded to a bucket first, as a package of this size must be. */
  | { readonly type: 'bucket'; readonly folder: string; readonly generated: () => readonly GeneratedFile[] }
  | { readonly type: 'image'; readonly uri: string }

/** A further release: new code, a published version, and the share of calls that the alias `live` gives it. */
export interface ReleaseSpec {
  readonly generated: readonly GeneratedFile[]
  readonly share: number
}

/** One function of the sample estate, with all that belongs to it. Only what is given is created. */
export interface FunctionSpec {
  readonly name: string
  readonly code: CodeSpec
  readonly configuration: Omit<CreateFunctionRequest, 'FunctionName' | 'Code'>
  readonly release?: ReleaseSpec
  readonly permissions?: readonly Named<AddPermissionRequest>[]
  readonly url?: Named<CreateFunctionUrlConfigRequest>
  readonly asynchronous?: Named<PutFunctionEventInvokeConfigRequest>
  readonly sources?: readonly Named<CreateEventSourceMappingRequest>[]
  readonly reservedConcurrency?: number
}
