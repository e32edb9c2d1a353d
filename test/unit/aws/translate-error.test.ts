import { describe, expect, test } from '@jest/globals'
import { translateError } from '../../../shared/aws/translate-error.ts'
import type { HoldfastError } from '../../../shared/errors.ts'
import { NotFoundError } from '../../../shared/errors.ts'
import { awsError } from './canned-client.ts'

describe('an error of the SDK', () => {
  test.each([
    ['ResourceNotFoundException', 404, 'NotFoundError'],
    ['NoSuchEntityException', 404, 'NotFoundError'],
    ['NoSuchKey', 404, 'NotFoundError'],
    ['AccessDeniedException', 403, 'AccessDeniedError'],
    ['KMSAccessDeniedException', 502, 'AccessDeniedError'],
    ['UnauthorizedOperation', 403, 'AccessDeniedError'],
    ['RepositoryDoesNotExistException', 400, 'NotFoundError'],
    ['ExpiredTokenException', 400, 'AccessDeniedError'],
    ['TooManyRequestsException', 429, 'ThrottledError'],
    ['ThrottlingException', 400, 'ThrottledError'],
    ['RequestLimitExceeded', 503, 'ThrottledError'],
    ['SlowDown', 503, 'ThrottledError'],
    ['UnknownOperationException', 404, 'UnsupportedError'],
    ['NotImplemented', 501, 'UnsupportedError'],
    ['PreconditionFailed', 412, 'PreconditionFailedError'],
    ['ServiceException', 500, 'ServiceFaultError'],
    ['InternalFailure', 503, 'ServiceFaultError'],
    ['InvalidParameterValueException', 400, 'RequestRejectedError'],
    ['ResourceConflictException', 409, 'RequestRejectedError'],
  ])('%s (%i) is %s, its cause and evidence kept', (name, status, expected) => {
    const cause = awsError(name, status)
    const error = translateError(cause, 'GetPolicy') as HoldfastError
    expect(error.name).toBe(expected)
    expect(error.cause).toBe(cause)
    expect(error.message).toBe(`GetPolicy: ${name}: said AWS`)
    expect(error.evidence).toEqual({ operation: 'GetPolicy', awsError: name, status })
  })

  test.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN'])(
    'of the network (%s) is a fault that may pass',
    (code) => {
      const error = translateError(Object.assign(new Error('net'), { code }), 'GetPolicy')
      expect(error).toMatchObject({ name: 'ServiceFaultError', retryable: true })
    },
  )

  test('of a time-out is a fault that may pass', () => {
    const error = translateError(Object.assign(new Error('slow'), { name: 'TimeoutError' }), 'GetPolicy')
    expect(error).toMatchObject({ name: 'ServiceFaultError', retryable: true })
  })

  test('of a region that does not have the service is UnsupportedError', () => {
    const error = translateError(Object.assign(new Error('dns'), { code: 'ENOTFOUND' }), 'GetPolicy')
    expect(error).toMatchObject({ name: 'UnsupportedError' })
  })

  test('of a region that does not have the call is UnsupportedError, though AWS calls it a denial', () => {
    const message = 'Unable to determine service/operation name to be authorized'
    const denial = Object.assign(awsError('AccessDeniedException', 403), { message })
    expect(translateError(denial, 'GetFunctionCodeSigningConfig')).toMatchObject({ name: 'UnsupportedError' })
  })

  test('that is ours already stays as it is', () => {
    const ours = new NotFoundError('gone')
    expect(translateError(ours, 'GetPolicy')).toBe(ours)
  })

  test.each([new TypeError('a bug'), 'thrown text', undefined])('that is none stays as it is (%p)', (bug) => {
    expect(translateError(bug, 'GetPolicy')).toBe(bug)
  })
})
