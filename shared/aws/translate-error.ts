import { STATUS_CODES } from 'node:http'
import type { Evidence } from '../errors.ts'
import {
  AccessDeniedError,
  HoldfastError,
  NotFoundError,
  PreconditionFailedError,
  RequestRejectedError,
  ServiceFaultError,
  ThrottledError,
  UnsupportedError,
} from '../errors.ts'

interface AwsError extends Error {
  readonly $fault?: 'client' | 'server'
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly Code?: string
  readonly code?: string
}

const NOT_FOUND = /NotFound|DoesNotExist|^NoSuch/
const DENIED =
  /AccessDenied|Unauthorized|Forbidden|InvalidClientTokenId|UnrecognizedClient|ExpiredToken|OptInRequired/
const THROTTLED = /Throttl|TooManyRequests|SlowDown|RequestLimitExceeded|BandwidthLimitExceeded/
const UNSUPPORTED = /UnknownOperation|UnsupportedOperation|NotImplemented|MethodNotAllowed|^ENOTFOUND$/
/** What AWS answers, under the name of a denial, to a call that the region does not have; no permission mends it. */
const NO_SUCH_CALL = /Unable to determine service\/operation name to be authorized/
const LOST_RACE = /^PreconditionFailed$|^ConditionalRequestConflict$/
const NETWORK = /Timeout|^ECONN|^EPIPE$|^EAI_AGAIN$|^ETIMEDOUT$|^UND_ERR|NetworkingError|aborted/i

/** How the SDK calls an error in whose answer it found no name. */
const NO_NAME = /^Unknown(?:Error)?$/

/**
 * Turns what the SDK throws into Holdfast's errors, cause kept. What is neither an answer of AWS nor a failure
 * of the network is a programming error and is returned as it came.
 */
export function translateError(error: unknown, operation: string): unknown {
  if (!(error instanceof Error) || error instanceof HoldfastError) return error
  const aws = error as AwsError
  const status = aws.$metadata?.httpStatusCode
  const name = [aws.name, aws.Code, aws.code].find((n) => n !== undefined && n !== 'Error') ?? ''
  if (status !== undefined && isNameless(name, aws)) return translateNameless(aws, operation, status)
  const kind = kindOf(name, aws, status)
  if (kind === undefined) return error
  const evidence: Evidence = { operation, awsError: name, status }
  return new kind(`${operation}: ${name}: ${error.message}`, { cause: error, evidence })
}

/**
 * Whether an answer came in which the SDK found no name of an error: AWS answers so to a HEAD, which has no body, and
 * otherwise a proxy, a firewall or another service does.
 */
function isNameless(name: string, error: AwsError): boolean {
  return NO_NAME.test(name) || (isUnreadable(error) && error.code === undefined && !NETWORK.test(name))
}

/** Whether the answer is not even of the service's protocol: then the SDK raises what its parser says. */
function isUnreadable({ $fault }: AwsError): boolean {
  return $fault === undefined
}

/**
 * Only its status tells what such an answer is, and 404 tells nothing of the thing that was asked for. A text that is
 * not of the protocol is not quoted: it may be anybody's.
 */
function translateNameless(error: AwsError, operation: string, status: number): HoldfastError {
  const isHead = operation.startsWith('Head')
  const kind =
    status === 404 && !isHead ? UnsupportedError : (kindOf('', error, status) ?? RequestRejectedError)
  const said = isUnreadable(error) || NO_NAME.test(error.message) ? '' : `: ${error.message}`
  const evidence: Evidence = { operation, status, ...(!isHead && { nameless: true }) }
  const what = `${operation}: HTTP ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd()
  return new kind(`${what}${said}`, { cause: error, evidence })
}

function kindOf(name: string, error: AwsError, status: number | undefined) {
  if (LOST_RACE.test(name) || status === 412) return PreconditionFailedError
  if (THROTTLED.test(name) || status === 429) return ThrottledError
  if (UNSUPPORTED.test(name) || status === 501 || NO_SUCH_CALL.test(error.message)) return UnsupportedError
  if (NOT_FOUND.test(name) || status === 404) return NotFoundError
  if (DENIED.test(name) || status === 403 || status === 401) return AccessDeniedError
  if (error.$fault === 'server' || (status !== undefined && status >= 500)) return ServiceFaultError
  if (NETWORK.test(name) || NETWORK.test(error.code ?? '')) return ServiceFaultError
  return error.$fault === 'client' || status !== undefined ? RequestRejectedError : undefined
}
