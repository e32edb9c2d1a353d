import { describe, expect, test } from '@jest/globals'
import { matchesPattern } from '../../../shared/model/arn-pattern.ts'

describe('a pattern of IAM', () => {
  test.each([
    ['arn:aws:s3:::orders-*', 'arn:aws:s3:::orders-eu', true],
    ['arn:aws:s3:::orders-*', 'arn:aws:s3:::orders-', true],
    ['arn:aws:s3:::orders-*', 'arn:aws:s3:::invoices', false],
    ['arn:aws:s3:::orders-?', 'arn:aws:s3:::orders-1', true],
    ['arn:aws:s3:::orders-?', 'arn:aws:s3:::orders-', false],
    ['arn:aws:s3:::a.b', 'arn:aws:s3:::axb', false],
    ['*', '', true],
  ])('%s and %s: %s', (pattern, text, matches) => {
    expect(matchesPattern(pattern, text)).toBe(matches)
  })
})
