import { cbor } from '@smithy/core/cbor'
import type { Call } from './call.ts'
import type { Protocol } from './service-model.ts'

/** An error as a service answers it. */
export interface ServiceError {
  readonly code: string
  readonly message: string
  readonly status: number
}

/** An HTTP answer, ready to be sent. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Codes that differ from `ThrottlingException`, by IAM prefix. (the services' API references, common errors) */
const THROTTLE: Readonly<Record<string, Partial<ServiceError>>> = {
  lambda: { code: 'TooManyRequestsException', status: 429 },
  s3: { code: 'SlowDown', status: 503 },
  'code-storage': { code: 'SlowDown', status: 503 },
  ec2: { code: 'RequestLimitExceeded', status: 503 },
  apigateway: { code: 'TooManyRequestsException', status: 429 },
  sqs: { code: 'RequestThrottled', status: 403 },
  sns: { code: 'Throttled', status: 429 },
}

/** The refusal of a call that comes too often. */
export function throttleError(call: Call): ServiceError {
  const code = isQuery(protocolOf(call)) ? 'Throttling' : 'ThrottlingException'
  return { code, status: 400, message: 'Rate exceeded', ...THROTTLE[call.service.iamPrefix] }
}

/** The refusal of a call that the caller has no permission for. */
export function accessDeniedError(call: Call): ServiceError {
  const action = `${call.service.iamPrefix}:${call.operation}`
  const message = `User: arn:aws:iam::${call.account}:user/caller is not authorized to perform: ${action}`
  if (call.service.iamPrefix === 'ec2') return { code: 'UnauthorizedOperation', status: 403, message }
  const named = /^(?:awsJson|restJson|rpc)/.test(protocolOf(call))
  const status = /^awsJson|rpc/.test(protocolOf(call)) ? 400 : 403
  return { code: named ? 'AccessDeniedException' : 'AccessDenied', status, message }
}

/** A failure of the service itself. */
export function serverError(call: Call): ServiceError {
  const codes: Readonly<Record<string, string>> = { lambda: 'ServiceException', s3: 'InternalError' }
  const code = codes[call.service.iamPrefix] ?? 'InternalFailure'
  return { code, status: 500, message: 'An internal error occurred.' }
}

/** Puts an error into the shape of the service's protocol, so that an SDK sees the error that AWS would send. */
export function errorAnswer(call: Call, error: ServiceError, requestId: string): Answer {
  const { headers, body } = shape(protocolOf(call), call, error, requestId)
  const bytes = call.head.method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(body)
  return {
    status: error.status,
    headers: { 'x-amzn-requestid': requestId, 'content-length': String(bytes.length), ...headers },
    body: bytes,
  }
}

/** Downloads from storage answer as S3 does; what has no model answers in JSON unless its request says otherwise. */
function protocolOf(call: Call): Protocol {
  if (call.schema !== undefined) return call.schema.model.protocol
  if (call.service.iamPrefix === 'code-storage') return 'restXml'
  return /form-urlencoded/.test(call.head.headers['content-type'] ?? '') ? 'awsQuery' : 'awsJson1_1'
}

function isQuery(protocol: Protocol): boolean {
  return protocol === 'awsQuery' || protocol === 'ec2Query'
}

interface Shape {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

function shape(protocol: Protocol, call: Call, error: ServiceError, requestId: string): Shape {
  switch (protocol) {
    case 'restJson1':
      return json('application/json', error, { Message: error.message })
    case 'awsJson1_0':
    case 'awsJson1_1':
      return json(`application/x-amz-json-1.${protocol.at(-1)}`, error, { __type: error.code })
    case 'rpcv2Cbor': {
      const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }
      return { headers, body: cbor.serialize({ __type: error.code, message: error.message }) }
    }
    case 'ec2Query':
      return xml(`<Response><Errors>${inner(error)}</Errors><RequestID>${requestId}</RequestID></Response>`)
    case 'restXml':
      return call.service.iamPrefix === 's3' || call.service.iamPrefix === 'code-storage'
        ? xml(inner(error).replace('</Error>', `<RequestId>${requestId}</RequestId></Error>`))
        : wrapped(error, requestId)
    default:
      return wrapped(error, requestId)
  }
}

function json(type: string, error: ServiceError, body: object): Shape {
  const sender = error.status < 500 ? 'Sender' : 'Receiver'
  return {
    headers: {
      'content-type': type,
      'x-amzn-errortype': error.code,
      'x-amzn-query-error': `${error.code};${sender}`,
    },
    body: JSON.stringify({ ...body, message: error.message }),
  }
}

function wrapped(error: ServiceError, requestId: string): Shape {
  return xml(`<ErrorResponse>${inner(error)}<RequestId>${requestId}</RequestId></ErrorResponse>`)
}

function inner({ code, message, status }: ServiceError): string {
  const type = status < 500 ? 'Sender' : 'Receiver'
  return `<Error><Type>${type}</Type><Code>${code}</Code><Message>${escape(message)}</Message></Error>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function xml(body: string): Shape {
  return { headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` }
}
