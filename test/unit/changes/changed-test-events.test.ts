import { describe, expect, test } from '@jest/globals'
import { readChange } from '../../../shared/changes/read-change.ts'
import { TRIGGER_PATTERNS } from '../../../shared/zones/trigger-patterns.ts'
import { trailEvent } from '../../fixtures/trail-event.ts'

function changed(requestParameters: object, eventName = 'UpdateSchema') {
  const detail = { eventSource: 'schemas.amazonaws.com', eventName, requestParameters }
  return readChange(trailEvent(detail), { account: '123456789012', kinds: [] })
}

describe('A call that changes what a function is tried with', () => {
  test.each(['CreateSchema', 'UpdateSchema', 'DeleteSchema'])('is a change of it: %s', (eventName) => {
    const request = { registryName: 'lambda-testevent-schemas', schemaName: '_orders_v2-schema' }
    expect(changed(request, eventName)).toMatchObject({
      type: 'change',
      change: { eventName, resource: { kind: 'function', name: 'orders_v2', zone: 'eu-west-1' } },
    })
  })

  test('is known by names that begin with a capital, too', () => {
    const request = { RegistryName: 'lambda-testevent-schemas', SchemaName: '_orders-schema' }
    expect(changed(request)).toMatchObject({ type: 'change', change: { resource: { name: 'orders' } } })
  })

  test.each([
    ['another registry', { registryName: 'discovered-schemas', schemaName: '_orders-schema' }],
    ['another schema', { registryName: 'lambda-testevent-schemas', schemaName: 'orders' }],
    ['nothing', {}],
  ])('is none where it names %s', (_, request) => {
    expect(changed(request)).toMatchObject({ type: 'ignored', reason: 'not-about-a-function' })
  })

  test('of a scratch function is left alone', () => {
    const request = {
      registryName: 'lambda-testevent-schemas',
      schemaName: '_holdfast-scratch-1-orders-schema',
    }
    expect(changed(request)).toMatchObject({ type: 'ignored', reason: 'scratch' })
  })

  test('is forwarded to the hub', () => {
    const sources = TRIGGER_PATTERNS.flatMap(({ source }) => source)
    expect(sources).toContain('aws.schemas')
  })
})
