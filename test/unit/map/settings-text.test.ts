import { describe, expect, test } from '@jest/globals'
import { filterText, isSwitchedOff } from '../../../shared/map/settings-text.ts'
import type { JsonObject } from '../../../shared/model/json.ts'

/** Settings of each kind that has a switch, as they are stored. */
const SWITCHES: readonly (readonly [what: string, off: JsonObject, on: JsonObject])[] = [
  ['rule', { Rule: { State: 'DISABLED' } }, { Rule: { State: 'ENABLED' } }],
  ['schedule', { State: 'DISABLED' }, { State: 'ENABLED' }],
  ['pipe', { DesiredState: 'STOPPED' }, { DesiredState: 'RUNNING' }],
  ['topic rule of IoT', { ruleDisabled: true }, { ruleDisabled: false }],
  ['receipt rule', { Enabled: false }, { Enabled: true, ScanEnabled: false }],
  ['rotation', { RotationEnabled: false }, { RotationEnabled: true }],
]

describe('whether settings say that a trigger is switched off', () => {
  test.each(SWITCHES)('%s', (_what, off, on) => {
    expect([isSwitchedOff(off), isSwitchedOff(on)]).toEqual([true, false])
  })

  test('is not taken from what is set inside of something else', () => {
    expect(isSwitchedOff({ integration: { Enabled: false }, HealthCheckEnabled: false })).toBe(false)
  })
})

describe('what of a source reaches the function, in short', () => {
  test.each<[JsonObject, string | undefined]>([
    [{ Events: ['a', 'b'], Filter: { Key: 1 } }, 'a,b {"Key":1}'],
    [{ Rule: { EventPattern: '{\n  "a": [1]\n}' } }, '{ "a": [1] }'],
    [{ path: '/orders', httpMethod: 'GET', integration: { httpMethod: 'POST' } }, '/orders GET'],
    [{ RotationRules: { ScheduleExpression: 'rate(4 days)' } }, 'rate(4 days)'],
    [{ SourceParameters: { FilterCriteria: { Filters: [] } } }, '{"Filters":[]}'],
    [{ filterPattern: '' }, undefined],
    [{ Name: 'x' }, undefined],
  ])('%j', (settings, text) => {
    expect(filterText(settings)).toBe(text)
  })

  test('is cut when it is long', () => {
    const text = filterText({ sql: `SELECT ${'x'.repeat(100)}` })
    expect(text).toHaveLength(72)
    expect(text).toMatch(/…$/)
  })
})
