import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { FieldSelector, TrailSelectors } from '../../../shared/doctor/doctor-ports.ts'
import {
  CLOUDFRONT_WRITES,
  LAMBDA_WRITES,
  PAIR_WRITES,
  loggedWrites,
} from '../../../shared/doctor/logged-writes.ts'

const basic = (
  managementEvents: boolean,
  writes: boolean,
  excludedSources: string[] = [],
): TrailSelectors => ({
  basic: [{ managementEvents, writes, excludedSources }],
  advanced: [],
})
const advanced = (...fields: FieldSelector[]): TrailSelectors => ({ basic: [], advanced: [fields] })
const management: FieldSelector = { field: 'eventCategory', conditions: { Equals: ['Management'] } }
const field = (name: string, conditions: FieldSelector['conditions']): FieldSelector => ({
  field: name,
  conditions,
})

describe('the writes of Lambda that a trail records', () => {
  test.each<[string, TrailSelectors, string]>([
    ['everything', basic(true, true), 'all'],
    ['reads only', basic(true, false), 'none'],
    ['data events only', basic(false, true), 'none'],
    ['all but KMS', basic(true, true, ['kms.amazonaws.com']), 'all'],
    ['no selector at all', { basic: [], advanced: [] }, 'none'],
    ['advanced, management', advanced(management), 'all'],
    ['advanced, writes', advanced(management, field('readOnly', { Equals: ['false'] })), 'all'],
    ['advanced, reads', advanced(management, field('readOnly', { Equals: ['true'] })), 'none'],
    ['advanced, data', advanced(field('eventCategory', { Equals: ['Data'] })), 'none'],
    [
      'advanced, all but KMS',
      advanced(management, field('eventSource', { NotEquals: ['kms.amazonaws.com'] })),
      'all',
    ],
    [
      'advanced, all but Lambda',
      advanced(management, field('eventSource', { NotEquals: ['lambda.amazonaws.com'] })),
      'none',
    ],
    [
      'advanced, Lambda by its beginning',
      advanced(management, field('eventSource', { StartsWith: ['lambda.'] })),
      'all',
    ],
    [
      'advanced, without what ends like every service',
      advanced(management, field('eventSource', { NotEndsWith: ['.amazonaws.com'] })),
      'none',
    ],
    [
      'advanced, some calls by name',
      advanced(management, field('eventName', { NotStartsWith: ['Tag'] })),
      'some',
    ],
  ])('%s', (_what, selectors, expected) => {
    expect(loggedWrites(selectors, LAMBDA_WRITES)).toBe(expected)
  })

  test('are all recorded as soon as one selector records them all', () => {
    const selectors = fc.constantFrom<TrailSelectors>(
      basic(true, false),
      advanced(field('eventCategory', { Equals: ['Data'] })),
      advanced(management, field('eventName', { Equals: ['CreateFunction20150331'] })),
    )
    const property = fc.property(fc.array(selectors), fc.nat(), (others, place) => {
      const all = others.toSpliced(place % (others.length + 1), 0, basic(true, true))
      const together = {
        basic: all.flatMap((one) => one.basic),
        advanced: all.flatMap((one) => one.advanced),
      }
      expect(loggedWrites(together, LAMBDA_WRITES)).toBe('all')
    })
    fc.assert(property)
  })

  test('are never more with one more condition', () => {
    const order = ['none', 'some', 'all']
    const conditions = fc.constantFrom<FieldSelector>(
      management,
      field('readOnly', { Equals: ['false'] }),
      field('readOnly', { Equals: ['true'] }),
      field('eventSource', { NotEquals: ['kms.amazonaws.com'] }),
      field('eventSource', { Equals: ['kms.amazonaws.com'] }),
      field('eventName', { StartsWith: ['Create'] }),
    )
    const property = fc.property(fc.array(conditions), conditions, (fields, one) => {
      const before = loggedWrites(advanced(management, ...fields), LAMBDA_WRITES)
      const after = loggedWrites(advanced(management, ...fields, one), LAMBDA_WRITES)
      expect(order.indexOf(after)).toBeLessThanOrEqual(order.indexOf(before))
    })
    fc.assert(property)
  })
})

test('a trail may record the writes of CloudFront and not those of Lambda', () => {
  const selectors = advanced(management, field('eventSource', { Equals: ['cloudfront.amazonaws.com'] }))
  expect(loggedWrites(selectors, CLOUDFRONT_WRITES)).toBe('all')
  expect(loggedWrites(selectors, LAMBDA_WRITES)).toBe('none')
})

describe('the writes of key value stores that a trail records', () => {
  const data = field('eventCategory', { Equals: ['Data'] })
  const stores = field('resources.type', { Equals: ['AWS::CloudFront::KeyValueStore'] })

  test.each<[string, TrailSelectors, string]>([
    ['a basic selector knows them not', basic(true, true), 'none'],
    ['management events only', advanced(management), 'none'],
    ['their own', advanced(data, stores), 'all'],
    ['of these the writes', advanced(data, stores, field('readOnly', { Equals: ['false'] })), 'all'],
    ['of these the reads', advanced(data, stores, field('readOnly', { Equals: ['true'] })), 'none'],
    ['those of buckets', advanced(data, field('resources.type', { Equals: ['AWS::S3::Object'] })), 'none'],
    ['of one store', advanced(data, stores, field('resources.ARN', { StartsWith: ['arn:store'] })), 'some'],
  ])('%s', (_what, selectors, expected) => {
    expect(loggedWrites(selectors, PAIR_WRITES)).toBe(expected)
  })
})
