import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { matchesGlob, matchesIamPattern } from '../../../shared/model/glob.ts'

test.each([
  ['orders-*', 'orders-api', true],
  ['orders-*', 'orders-', true],
  ['orders-*', 'my-orders-api', false],
  ['*', '', true],
  ['a*c*', 'abc/d\ne', true],
  ['a.c', 'abc', false],
  ['a+(b)', 'a+(b)', true],
])('the pattern %j and the text %j: %j', (pattern, text, matches) => {
  expect(matchesGlob(pattern, text)).toBe(matches)
})

test('a text without stars is a pattern for itself and nothing else', () => {
  const text = fc.string().map((one) => one.replaceAll('*', 'é'))
  fc.assert(fc.property(text, text, (a, b) => matchesGlob(a, b) === (a === b)))
  fc.assert(fc.property(text, (one) => matchesGlob(one, one)))
})

test.each([
  ['arn:aws:s3:::invoices-?', 'arn:aws:s3:::invoices-1', true],
  ['arn:aws:s3:::invoices-?', 'arn:aws:s3:::invoices-12', false],
  ['arn:aws:s3:::*', 'arn:aws:s3:::a.b', true],
  ['a.c', 'abc', false],
  ['a??', 'a+(', true],
])('the pattern of IAM %j and the text %j: %j', (pattern, text, matches) => {
  expect(matchesIamPattern(pattern, text)).toBe(matches)
})
