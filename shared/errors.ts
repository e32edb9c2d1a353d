/** What made an error happen: plain facts for a log line or a report. Never a secret, never a presigned URL. */
export type Evidence = Readonly<Record<string, string | number | boolean | undefined>>

/** How an error is raised: `cause` is the error below it, `evidence` the facts, both kept for the report. */
export interface ErrorDetails {
  readonly cause?: unknown
  readonly evidence?: Evidence
}

/**
 * The base of every error that Holdfast raises on purpose. `name` is an API: state machines match it in
 * `ErrorEquals`, the command line maps it to an exit code, and a test compares the lists.
 */
export abstract class HoldfastError extends Error {
  abstract override readonly name: string
  /** Whether the same call may succeed later without anybody changing anything. */
  abstract readonly retryable: boolean
  readonly evidence: Evidence

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.evidence = details.evidence ?? {}
  }
}

/** The stored bytes do not hash to their name. */
export class BlobCorruptError extends HoldfastError {
  override readonly name = 'BlobCorruptError'
  override readonly retryable = false
}

/** A recovery point names a blob that the vault does not hold. */
export class BlobMissingError extends HoldfastError {
  override readonly name = 'BlobMissingError'
  override readonly retryable = false
}

/** The bytes of a package are whole, but no zip that can be read within bounds. */
export class PackageUnreadableError extends HoldfastError {
  override readonly name = 'PackageUnreadableError'
  override readonly retryable = false
}

/** Bytes on their way into the vault do not hash to the name they were announced under; a new download may. */
export class DownloadCorruptError extends HoldfastError {
  override readonly name = 'DownloadCorruptError'
  override readonly retryable = true
}

/** A manifest, pointer or inventory in the vault is not what the format says. */
export class ManifestInvalidError extends HoldfastError {
  override readonly name = 'ManifestInvalidError'
  override readonly retryable = false
}

/** The vault was written in a format that this version of Holdfast does not know. */
export class VaultFormatError extends HoldfastError {
  override readonly name = 'VaultFormatError'
  override readonly retryable = false
}

/** There is no vault at that address, or it cannot be reached. */
export class VaultUnavailableError extends HoldfastError {
  override readonly name = 'VaultUnavailableError'
  override readonly retryable = true
}

/** A conditional write lost its race: somebody else wrote first. */
export class PreconditionFailedError extends HoldfastError {
  override readonly name = 'PreconditionFailedError'
  override readonly retryable = true
}

/** What was asked for is not there. */
export class NotFoundError extends HoldfastError {
  override readonly name = 'NotFoundError'
  override readonly retryable = false
}

/** AWS refused the call for want of a permission. */
export class AccessDeniedError extends HoldfastError {
  override readonly name = 'AccessDeniedError'
  override readonly retryable = false
}

/** The region, the partition or the kind of function does not know this call. */
export class UnsupportedError extends HoldfastError {
  override readonly name = 'UnsupportedError'
  override readonly retryable = false
}

/** AWS asked to be called less often. */
export class ThrottledError extends HoldfastError {
  override readonly name = 'ThrottledError'
  override readonly retryable = true
}

/** AWS or the network failed: a 5xx, a time-out, a connection cut. */
export class ServiceFaultError extends HoldfastError {
  override readonly name = 'ServiceFaultError'
  override readonly retryable = true
}

/** AWS rejected the call as it was made. */
export class RequestRejectedError extends HoldfastError {
  override readonly name = 'RequestRejectedError'
  override readonly retryable = false
}

/** A function kept changing, or stayed in progress, while it was read. */
export class FunctionChangingError extends HoldfastError {
  override readonly name = 'FunctionChangingError'
  override readonly retryable = true
}

/** An invocation had no time left for what it was to do; a later one may. */
export class OutOfTimeError extends HoldfastError {
  override readonly name = 'OutOfTimeError'
  override readonly retryable = true
}

/** A message on the queue is not a change event. */
export class MalformedEventError extends HoldfastError {
  override readonly name = 'MalformedEventError'
  override readonly retryable = false
}

/** Another run of the account holds the lock and does the work of this one; runs do not overlap. */
export class RunOverlapError extends HoldfastError {
  override readonly name = 'RunOverlapError'
  override readonly retryable = false
}

/** Another run holds the lock and does not look at all that this one is for: this one waits for it to end. */
export class RunBusyError extends HoldfastError {
  override readonly name = 'RunBusyError'
  override readonly retryable = true
}

/** A run waited for others until it was too late to begin: nothing was looked at. */
export class RunOverdueError extends HoldfastError {
  override readonly name = 'RunOverdueError'
  override readonly retryable = false
}

/** A restore cannot be carried out as it stands: its plan has problems, or it was undone, or is being carried out. */
export class RestoreRefusedError extends HoldfastError {
  override readonly name = 'RestoreRefusedError'
  override readonly retryable = false
}

/** What invoked the function when the point was taken invokes another one now; a restore leaves it alone. */
export class TriggerTakenError extends HoldfastError {
  override readonly name = 'TriggerTakenError'
  override readonly retryable = false
}

/** A setting is missing or wrong: an environment variable, an option, a file. */
export class SettingInvalidError extends HoldfastError {
  override readonly name = 'SettingInvalidError'
  override readonly retryable = false
}

/** Whether a failed call may succeed later by itself. Unknown errors are programming errors: they are not. */
export function isRetryable(error: unknown): boolean {
  return error instanceof HoldfastError && error.retryable
}
