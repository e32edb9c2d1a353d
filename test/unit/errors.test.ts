import { describe, expect, test } from '@jest/globals'
import { ThrottledError, isRetryable, NotFoundError } from '../../shared/errors.ts'

describe('errors', () => {
  test('keep their cause and their evidence', () => {
    const cause = new Error('below')
    const error = new ThrottledError('slow down', { cause, evidence: { operation: 'GetPolicy' } })
    expect(error.cause).toBe(cause)
    expect(error.evidence).toEqual({ operation: 'GetPolicy' })
  })

  test('say whether the call may succeed later', () => {
    expect(isRetryable(new ThrottledError('slow down'))).toBe(true)
    expect(isRetryable(new NotFoundError('gone'))).toBe(false)
    expect(isRetryable(new TypeError('a bug'))).toBe(false)
  })
})
