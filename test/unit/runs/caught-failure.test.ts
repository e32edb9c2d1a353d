import { describe, expect, test } from '@jest/globals'
import { CaughtFailure, PossibleFailure } from '../../../shared/runs/caught-failure.ts'

const thrown = (errorType: string, errorMessage: string) =>
  JSON.stringify({ errorType, errorMessage, trace: [] })

describe('what Step Functions caught', () => {
  test('tells what an error of Holdfast says, and whether it passes', () => {
    const Cause = thrown('ThrottledError', 'ListFunctions: TooManyRequestsException: Rate exceeded')
    expect(CaughtFailure.parse({ Error: 'ThrottledError', Cause })).toEqual({
      error: 'ThrottledError',
      message: 'ListFunctions: TooManyRequestsException: Rate exceeded',
      retryable: true,
    })
  })

  test.each([
    ['a programming error', 'TypeError', thrown('TypeError', 'cannot read hunter2')],
    ['a time-out of Lambda', 'Sandbox.Timedout', '{"errorMessage":"hunter2 timed out"}'],
    ['an error without a cause', 'States.Timeout', undefined],
    ['a cause that is no JSON', 'AccessDeniedError', 'hunter2'],
    ['the base of all errors', 'HoldfastError', thrown('HoldfastError', 'hunter2')],
    ['a function that is no error', 'isRetryable', thrown('isRetryable', 'hunter2')],
  ])('does not repeat the text of %s', (_what, Error, Cause) => {
    expect(CaughtFailure.parse({ Error, Cause })).toEqual({
      error: Error,
      message: 'The step failed for good: see the log of its function.',
      retryable: false,
    })
  })
})

describe('a step that comes also when nothing failed', () => {
  test('is told so by a word, for a null does not come through a template', () => {
    expect(PossibleFailure.parse('none')).toBeUndefined()
    expect(PossibleFailure.parse({ Error: 'States.Timeout' })).toMatchObject({ error: 'States.Timeout' })
    expect(PossibleFailure.safeParse(null).success).toBe(false)
  })
})
