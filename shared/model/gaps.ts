import {
  AccessDeniedError,
  FunctionChangingError,
  HoldfastError,
  NotFoundError,
  ServiceFaultError,
  ThrottledError,
  UnsupportedError,
  isRetryable,
} from '../errors.ts'
import type { Gap, GapReason } from './manifest.ts'
import type { Outcome } from './outcome.ts'

/** Gaps that close by themselves: whoever has one of these is read again soon. */
const TRANSIENT: ReadonlySet<GapReason> = new Set([
  'deleted-while-reading',
  'still-updating',
  'throttled',
  'service-fault',
])

/** Whether a gap may be gone at the next read without anybody changing anything. */
export function isTransient({ reason }: Pick<Gap, 'reason'>): boolean {
  return TRANSIENT.has(reason)
}

/** What was missing for the moment only, such as a function that is still updating: no further event will say when it is there. */
export function passingGap(outcome: Outcome): Gap | undefined {
  if (outcome.type !== 'captured' && outcome.type !== 'unchanged') return undefined
  return outcome.gaps?.find(isTransient)
}

/** A gap that did not pass, as an error. */
export function errorOfGap({ part, reason }: Pick<Gap, 'part' | 'reason'>): HoldfastError {
  const message = `${part} could not be read: ${reason}.`
  if (reason === 'throttled') return new ThrottledError(message)
  if (reason === 'service-fault') return new ServiceFaultError(message)
  return new FunctionChangingError(message)
}

/** Whether a part is missing because somebody wants it so: nothing to be told of, nor to be mended. */
export function isLeftOut({ reason }: Pick<Gap, 'reason'>): boolean {
  return reason === 'left-out-by-plan'
}

/** The parts of one resource that could not be read, as they are met. */
export class GapLog {
  readonly #gaps = new Map<string, Gap>()

  /** Every gap, one for each part, in order of part. */
  get all(): readonly Gap[] {
    return [...this.#gaps.values()].sort((a, b) => (a.part < b.part ? -1 : 1))
  }

  add(part: string, reason: GapReason, message: string): void {
    this.#gaps.set(part, { part, reason, message })
  }

  /**
   * Reads one part. What AWS refuses becomes a gap with its reason; a programming error stays an error.
   *
   * @param missing the reason when AWS does not find it
   * @returns `undefined` when there is a gap now
   */
  async read<T>(
    part: string,
    read: () => Promise<T>,
    missing: GapReason = 'not-found',
  ): Promise<T | undefined> {
    try {
      return await read()
    } catch (error) {
      const reason = gapReason(error)
      this.add(part, reason === 'not-found' ? missing : reason, messageOf(error))
      return undefined
    }
  }
}

/** The reason that an error of a call stands for. @throws the error itself when it is not one of AWS's answers about a part */
export function gapReason(error: unknown): GapReason {
  if (isDenied(error)) return 'access-denied'
  if (error instanceof UnsupportedError) return 'unsupported'
  if (error instanceof NotFoundError) return 'not-found'
  if (error instanceof ThrottledError) return 'throttled'
  if (error instanceof ServiceFaultError || isRetryable(error)) return 'service-fault'
  if (error instanceof HoldfastError && !(error instanceof AccessDeniedError)) return 'rejected'
  throw error
}

/** Whether AWS does not know the credentials, or not any more. That says nothing about a part: with them everything is refused. */
export function isOfCredentials({ evidence }: AccessDeniedError): boolean {
  return /^(?:ExpiredToken|InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClient)/.test(
    String(evidence['awsError']),
  )
}

/** Whether this one thing may not be read, while others may. */
export function isDenied(error: unknown): error is AccessDeniedError {
  return error instanceof AccessDeniedError && !isOfCredentials(error)
}

/** What a gap or an outcome says of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
