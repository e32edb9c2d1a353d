import { describe, expect, test } from '@jest/globals'
import type { RecordedCall } from '../../local/gateway/recorder.ts'
import { explain } from './explain.ts'
import type { Grant } from './grants.ts'
import { judge } from './judge.ts'
import { reasonsOfKinds } from './reasons-of-kinds.ts'

const grant = (name: string, action: string): Grant => ({
  function: name,
  sid: 'ReadSnsSubscription2',
  action,
  resource: '*',
  conditions: {},
})
const call = (
  app: string | undefined,
  service: string,
  operation: string,
  rest: Partial<RecordedCall> = {},
): RecordedCall => ({
  at: '2026-11-21T10:00:00Z',
  app,
  account: '123456789012',
  region: 'eu-west-1',
  service,
  operation,
  kind: operation.startsWith('Create') ? 'write' : 'read',
  resources: {},
  status: 200,
  errorCode: undefined,
  ms: 1,
  by: 'emulator',
  ...rest,
})

/** What is left without a reason, when the capturing functions may make this call and none needs it. */
function unexplained(calls: readonly RecordedCall[]): readonly string[] {
  const grants = [grant('on-change', 'sns:ListTopics'), grant('capture-shard', 'sns:ListTopics')]
  const reasons = reasonsOfKinds({ kinds: [{ name: 'sns-subscription' }], facts: [], grants, calls })
  return explain(judge([], grants), reasons).unexplained
}

describe('what a kind may read and no capture has read', () => {
  test('needs no written reason while the machine has nothing of its service', () => {
    expect(unexplained([])).toEqual([])
    expect(unexplained([call(undefined, 'sns', 'CreateTopic', { status: 501 })])).toEqual([])
    expect(unexplained([call('holdfast-on-change', 'sns', 'ListSubscriptions')])).toEqual([])
  })

  test('has no reason once somebody made something there: the kind lacks a test', () => {
    expect(unexplained([call(undefined, 'sns', 'CreateTopic')])).toHaveLength(2)
    expect(
      unexplained([call(undefined, 'sns', 'CreateTopic'), call('holdfast-plan-zone', 'sns', 'ListTopics')]),
    ).toHaveLength(2)
  })

  test('needs none where one of the two functions that capture has read it', () => {
    expect(unexplained([call('holdfast-on-change-PT-x', 'sns', 'ListTopics')])).toEqual([])
  })

  test('of what stands in a statement of no kind has no reason', () => {
    const grants = [{ ...grant('on-change', 'sns:ListTopics'), sid: 'ReadFunctions' }]
    expect(reasonsOfKinds({ kinds: [{ name: 'sns-subscription' }], facts: [], grants, calls: [] })).toEqual(
      [],
    )
  })
})
