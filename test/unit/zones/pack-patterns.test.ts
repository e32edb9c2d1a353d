import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { SourceChanges } from '../../../shared/triggers/kind.ts'
import { TRIGGER_KINDS } from '../../../shared/triggers/find-kinds.ts'
import { MAX_PATTERN, packPatterns } from '../../../shared/zones/pack-patterns.ts'
import { FORWARDING_PATTERNS } from '../../../shared/zones/forwarding.ts'
import { matchesPattern } from './match-pattern.ts'

const calls = (eventSource: string, eventNames: readonly string[], detail?: JsonObject): SourceChanges => ({
  eventSource,
  eventNames,
  ...(detail === undefined ? {} : { detail }),
  sourcesOf: () => [],
})

const eventOf = (eventSource: string, eventName: string, detail: JsonObject = {}): JsonObject => ({
  source: `aws.${eventSource.split('.')[0]}`,
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventSource, eventName, readOnly: false, managementEvent: true, ...detail },
})

const alternativesOf = (pattern: JsonObject | undefined) =>
  (pattern?.['detail'] as { $or: JsonObject[] } | undefined)?.$or

describe('the patterns of calls', () => {
  test('name service and calls, and let only writes through', () => {
    expect(packPatterns([calls('sns.amazonaws.com', ['Unsubscribe', 'Subscribe'])])).toEqual([
      {
        source: ['aws.sns'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          readOnly: [false],
          eventSource: ['sns.amazonaws.com'],
          eventName: ['Subscribe', 'Unsubscribe'],
        },
      },
    ])
  })

  test('have no choice of one, which EventBridge refuses', () => {
    const [queue, topic] = [calls('sqs.amazonaws.com', ['A']), calls('sns.amazonaws.com', ['B'])]
    expect(packPatterns([queue])[0]?.['detail']).not.toHaveProperty('$or')
    expect(alternativesOf(packPatterns([queue, topic])[0])).toHaveLength(2)
  })

  test('are one alternative where kinds share a service', () => {
    const one = calls('apigateway.amazonaws.com', ['DeleteRestApi'])
    const other = calls('apigateway.amazonaws.com', ['DeleteApi', 'DeleteRestApi'])
    const topic = calls('sns.amazonaws.com', ['Subscribe'])
    expect(alternativesOf(packPatterns([one, topic, other])[0])).toEqual([
      { eventSource: ['apigateway.amazonaws.com'], eventName: ['DeleteApi', 'DeleteRestApi'] },
      { eventSource: ['sns.amazonaws.com'], eventName: ['Subscribe'] },
    ])
  })

  test('do not narrow what another kind needs whole', () => {
    const narrow = calls('sns.amazonaws.com', ['Subscribe', 'Publish'], {
      requestParameters: { protocol: ['lambda'] },
    })
    const [pattern] = packPatterns([narrow, calls('sns.amazonaws.com', ['Subscribe'])])
    expect(alternativesOf(pattern)).toEqual([
      { eventSource: ['sns.amazonaws.com'], eventName: ['Subscribe'] },
      {
        eventSource: ['sns.amazonaws.com'],
        eventName: ['Publish'],
        requestParameters: { protocol: ['lambda'] },
      },
    ])
  })

  test('leave out services that another rule forwards', () => {
    expect(packPatterns([calls('lambda.amazonaws.com', ['X'])], ['lambda.amazonaws.com'])).toEqual([])
  })

  const name = fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom('A', 'b', 'c') })
  const narrowed = fc.option(fc.constant({ requestParameters: { kind: ['lambda'] } }), { nil: undefined })
  const change = fc
    .tuple(
      fc.constantFrom('a.amazonaws.com', 'b.amazonaws.com', 'c.amazonaws.com'),
      fc.uniqueArray(name, { minLength: 1, maxLength: 80 }),
      narrowed,
    )
    .map(([source, names, detail]) => calls(source, names, detail))
  const changes = fc.array(change, { maxLength: 6 })

  test('fit EventBridge’s quota and let exactly the declared calls through', () => {
    const property = fc.property(changes, (declared) => {
      const patterns = packPatterns(declared)
      for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(MAX_PATTERN)
      const passes = (event: JsonObject) => patterns.some((pattern) => matchesPattern(pattern, event))
      for (const { eventSource, eventNames, detail } of declared) {
        const plain = declared.filter((one) => one.eventSource === eventSource && one.detail === undefined)
        for (const eventName of eventNames) {
          expect(passes(eventOf(eventSource, eventName, { requestParameters: { kind: 'lambda' } }))).toBe(
            true,
          )
          const isWhole = plain.some((one) => one.eventNames.includes(eventName))
          expect(passes(eventOf(eventSource, eventName))).toBe(detail === undefined || isWhole)
          expect(passes(eventOf(eventSource, eventName, { readOnly: true }))).toBe(false)
        }
        expect(passes(eventOf(eventSource, 'Other'))).toBe(false)
      }
    })
    fc.assert(property, { numRuns: 40 })
  })

  test('do not depend on the order in which kinds are found', () => {
    const property = fc.property(changes, (declared) => {
      expect(packPatterns(declared.toReversed())).toEqual(packPatterns(declared))
    })
    fc.assert(property, { numRuns: 40 })
  })
})

describe('the rules that deploy', () => {
  const declared = TRIGGER_KINDS.flatMap(({ name, changes }) =>
    changes.flatMap(({ eventSource, eventNames, detail }) =>
      eventNames.map((eventName) => [name, eventSource, eventName, detail] as const),
    ),
  )
  const matching = (event: JsonObject) =>
    FORWARDING_PATTERNS.filter((pattern) => matchesPattern(pattern, event)).length

  test.each(declared.filter(([, , , detail]) => detail === undefined))(
    '%s: %s %s is forwarded once',
    (_kind, eventSource, eventName) => {
      expect(matching(eventOf(eventSource, eventName))).toBe(1)
    },
  )

  test.each([...new Set(declared.map(([, eventSource]) => eventSource))])(
    'a call of %s that no kind names is not forwarded, unless it is one of Lambda’s',
    (eventSource) => {
      const isAlways = ['lambda.amazonaws.com', 'cloudfront.amazonaws.com'].includes(eventSource)
      expect(matching(eventOf(eventSource, 'SomethingElse'))).toBe(isAlways ? 1 : 0)
    },
  )

  test.each(declared)('%s: %s %s is not forwarded when it only reads', (_kind, eventSource, eventName) => {
    expect(matching(eventOf(eventSource, eventName, { readOnly: true }))).toBe(0)
  })

  test('offer no choice of one, which EventBridge refuses', () => {
    for (const pattern of FORWARDING_PATTERNS) expect(alternativesOf(pattern)?.length).not.toBe(1)
  })

  test('fit EventBridge’s quota', () => {
    for (const pattern of FORWARDING_PATTERNS)
      expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(MAX_PATTERN)
  })
})
